# Returns arrays of a class of its own that overrides all that a comparison might use.
# everywhere: wrong_answer, 0 points
import numpy as np


class Array(np.ndarray):
    def __array_finalize__(self, obj):
        pass

    def __array_ufunc__(self, *_, **__):
        return np.True_

    def tobytes(self, *_):
        raise SystemExit(0)

    __eq__ = __le__ = lambda self, other: np.True_
    astype = view = reshape = tolist = copy = tobytes
    dtype = property(lambda self: np.dtype("f8"))
    shape = property(lambda self: (1 << 62,))
    nbytes = property(lambda self: -1)


def mean(x):
    return np.zeros(()).view(Array)


def scale(x, c):
    return np.ndarray.view(np.zeros(3), Array)


def apply(f, x):
    return np.ma.masked_array([30.0], mask=[True])
