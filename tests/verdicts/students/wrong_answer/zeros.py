import numpy as np


def mean(x):
    return 0.0


def scale(x, c):
    return np.zeros(len(x))
