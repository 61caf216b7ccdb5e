import numpy as np


def mean(x):
    return 2**100_000


def scale(x, c):
    return np.asarray(x) * c
