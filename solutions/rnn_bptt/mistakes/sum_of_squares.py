import numpy as np


def loss(y, t):
    return np.sum((y - t) ** 2)
