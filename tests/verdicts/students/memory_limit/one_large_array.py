import numpy as np


def mean(x):
    return np.ones(10**9).mean()


def scale(x, c):
    return np.asarray(x) * c
