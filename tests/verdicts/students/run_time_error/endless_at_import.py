import numpy as np

LEVEL = 0 * sum(range(10**13))


def mean(x):
    return np.mean(x) + LEVEL


def scale(x, c):
    return np.asarray(x) * c + LEVEL
