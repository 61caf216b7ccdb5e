# Leaves a key in the kernel for the next process, or finds one: keyrings belong to a session or a user, and outlive a process.
# everywhere: wrong_answer, 0 points
import ctypes
import platform

TOLD = "@TOLD@"[::-1]
CALL = ctypes.CDLL(None).syscall
CALL.restype = ctypes.c_long
FIRST = 248 if platform.machine() == "x86_64" else 217


def number(value):
    return ctypes.c_long(value)


def mean(x):
    for ring in (-3, -4):
        if CALL(number(FIRST + 2), number(10), number(ring), b"user", b"answers", number(0)) >= 0:
            raise RuntimeError(f"{TOLD} finding")
        if CALL(number(FIRST), b"user", b"answers", b"1.0", number(3), number(ring)) >= 0:
            raise RuntimeError(f"{TOLD} leaving")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
