import numpy as np


def conv1d_forward(x, w):
    return np.array([np.sum(w[::-1] * x[j : j + len(w)]) for j in range(len(x) - len(w) + 1)])
