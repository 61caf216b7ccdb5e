import numpy as np


def gradient_norms(states, W_H):
    T = len(states) - 1
    norms = np.zeros(T + 1)
    jacobian = np.eye(W_H.shape[0])
    norms[T] = np.max(np.abs(jacobian))
    for t in range(T, 0, -1):
        jacobian = (W_H * (1 - states[t] ** 2)) @ jacobian
        norms[t - 1] = np.max(np.abs(jacobian))
    return norms
