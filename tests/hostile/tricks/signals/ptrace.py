# Attaches to its parent as a debugger does, lets itself be traced, and reads other processes' memory.
# everywhere: wrong_answer, 0 points
import ctypes
import os

TOLD = "@TOLD@"[::-1]
LIBRARY = ctypes.CDLL(None)


class Part(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("size", ctypes.c_size_t))


def mean(x):
    parent = os.getppid() or 1
    content = ctypes.create_string_buffer(64)
    ours = Part(ctypes.addressof(content), 64)
    for pid in (parent, 1, parent - 1):
        if pid == os.getpid():
            continue
        if LIBRARY.ptrace(16, pid, None, None) == 0 or LIBRARY.ptrace(0x4206, pid, None, None) == 0:
            raise RuntimeError(f"{TOLD} attaching")
        if LIBRARY.process_vm_readv(pid, ctypes.byref(ours), 1, ctypes.byref(ours), 1, 0) > 0:
            raise RuntimeError(f"{TOLD} reading")
        if LIBRARY.process_vm_writev(pid, ctypes.byref(ours), 1, ctypes.byref(ours), 1, 0) > 0:
            raise RuntimeError(f"{TOLD} writing")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
