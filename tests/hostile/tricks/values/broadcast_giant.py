# Returns an array of eight terabytes that is a single number.
# everywhere: wrong_answer, 0 points
# quick
import numpy as np


def mean(x):
    return np.broadcast_to(0.0, (1 << 20, 1 << 20))


def scale(x, c):
    return np.lib.stride_tricks.as_strided(np.zeros(1), (1 << 40,), (0,))


def apply(f, x):
    return np.broadcast_to(np.zeros((0,)), (1 << 50, 0))
