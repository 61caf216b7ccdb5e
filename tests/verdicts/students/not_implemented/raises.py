import numpy as np


def mean(x):
    raise NotImplementedError("later")


def scale(x, c):
    return np.asarray(x) * c
