# Damages the interpreter itself: reference counts, types, code objects.
# everywhere: crashed, 0 points
import ctypes


def mean(x):
    for each in (None, 0, 1, "", ()):
        ctypes.memset(id(each), 0, 16)
    return [None, 0, ""] * 100


def scale(x, c):
    ctypes.memset(id(float) + 24, 255, 64)
    return float("1") + 1.5


def apply(f, x):
    code = apply.__code__.replace(co_code=bytes(range(256)) * 4, co_stacksize=0)
    return type(apply)(code, {})()
