import numpy as np


def mean(x):
    return mean(x)


def scale(x, c):
    return np.asarray(x) * c
