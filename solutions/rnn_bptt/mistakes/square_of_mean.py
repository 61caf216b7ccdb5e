import numpy as np


def loss(y, t):
    return np.mean(y - t) ** 2
