import numpy as np


def todo():
    raise NotImplementedError


def mean(x):
    return todo()


def scale(x, c):
    return np.asarray(x) * c
