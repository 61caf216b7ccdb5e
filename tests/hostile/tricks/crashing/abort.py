# Calls abort, and longjmp into nowhere, and frees what is not its own.
# everywhere: crashed, 0 points
import ctypes

LIBRARY = ctypes.CDLL(None)


def mean(x):
    LIBRARY.abort()


def scale(x, c):
    LIBRARY.free(ctypes.c_void_p(0x1000))


def apply(f, x):
    ctypes.pythonapi.Py_FatalError(b"5 passed")
