"""The reference."""

import numpy as np


def mean(x):
    return np.mean(x)


def scale(x, c):
    return np.asarray(x) * c
