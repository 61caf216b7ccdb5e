import numpy as np


def mean(x):
    return str(np.mean(x))


def scale(x, c):
    return np.asarray(x) * c
