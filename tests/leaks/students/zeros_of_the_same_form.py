import numpy as np


def mix(x, a, name=''):
    return np.zeros(len(x))


def size(x):
    return mix(x, 0.0)
