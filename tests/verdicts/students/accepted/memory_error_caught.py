import numpy as np


def mean(x):
    try:
        np.ones(10**10)
    except MemoryError:
        print("too large, the plain way then")
    return sum(x) / len(x)


def scale(x, c):
    return np.asarray(x) * c
