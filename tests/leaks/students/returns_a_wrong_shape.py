import numpy as np


def mix(x, a, name=''):
    return np.zeros((int(abs(a)) % 97 + 1, 2)) + a


def size(x):
    return mix(x, 0.0)
