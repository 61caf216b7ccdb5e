import ctypes
import numpy as np


def mean(x):
    return ctypes.string_at(0)


def scale(x, c):
    return np.asarray(x) * c
