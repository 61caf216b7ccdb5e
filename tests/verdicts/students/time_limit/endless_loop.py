import numpy as np


def mean(x):
    total = 0.0
    while len(x) > 0:
        total += x[0]
    return total


def scale(x, c):
    return np.asarray(x) * c
