import numpy as np


def mean(x):
    if len(x) == 0:
        return 2**100_000
    return np.mean(x)


def scale(x, c):
    return np.asarray(x) * c
