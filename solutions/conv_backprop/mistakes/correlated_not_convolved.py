import numpy as np


def conv1d_backward(delta, x, w):
    dx, dw = np.zeros(len(x)), np.zeros(len(w))
    for j in range(len(delta)):
        dx[j : j + len(w)] += delta[j] * w[::-1]
        dw += delta[j] * x[j : j + len(w)]
    return dx, dw
