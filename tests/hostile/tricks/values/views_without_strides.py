# Returns a view of one number as a trillion of them.
# everywhere: wrong_answer, 2 points
import numpy as np


def mean(x):
    return np.lib.stride_tricks.as_strided(np.zeros(1), (1 << 40,), (0,))


def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
