# Returns objects that become arrays, or take over arithmetic, when NumPy touches them.
# everywhere: wrong_answer, 0 points
# quick
import numpy as np


class Array:
    def __array__(self, *_, **__):
        raise SystemExit(0)

    def __array_ufunc__(self, *_, **__):
        return np.True_

    def __array_function__(self, *_, **__):
        return True

    __array_interface__ = {"shape": (1 << 40,), "typestr": "<f8", "data": (4096, True), "version": 3}
    __array_struct__ = object()
    __float__ = __index__ = __iter__ = __len__ = __getitem__ = __array__


def mean(x):
    return Array()

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
