import numpy as np


def mean(x):
    assert len(x) > 100, "too few numbers"
    return np.mean(x)


def scale(x, c):
    return np.asarray(x) * c
