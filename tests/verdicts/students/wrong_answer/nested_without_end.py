import numpy as np


def mean(x):
    return np.mean(x)


def scale(x, c):
    values = []
    for _ in range(1000):
        values = [values]
    return values
