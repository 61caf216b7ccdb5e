import numpy as np


def mean(x):
    raise KeyboardInterrupt


def scale(x, c):
    return np.asarray(x) * c
