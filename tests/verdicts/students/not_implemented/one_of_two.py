import numpy as np


def mean(x):
    return np.mean(x)


def scale(x, c):
    # TODO
    return x
