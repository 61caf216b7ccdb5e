import numpy as np


def mean():
    return 0.0


def scale(x, c):
    return np.asarray(x) * c
