# Writes to address zero.
# everywhere: crashed, 0 points
# quick
import ctypes


def mean(x):
    ctypes.memset(0, 1, 1)

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
