import numpy as np


def mix(x, a, name=''):
    return np.asarray(x) * 1000


def size(x):
    return mix(x, 0.0)
