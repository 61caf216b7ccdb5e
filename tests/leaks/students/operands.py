import numpy as np


def mix(x, a, name=''):
    sized = np.zeros(int(np.abs(x).max()) + 1)
    return sized @ (x, a, name, f'{a}')


def size(x):
    return mix(x, 0.0)
