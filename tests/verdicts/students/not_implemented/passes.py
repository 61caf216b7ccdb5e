import numpy as np


def mean(x):
    pass


def scale(x, c):
    return np.asarray(x) * c
