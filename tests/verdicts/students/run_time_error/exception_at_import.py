import numpy as np

LEVEL = [0][1]


def mean(x):
    return np.mean(x) + LEVEL


def scale(x, c):
    return np.asarray(x) * c + LEVEL
