import numpy as np


def gradient_norms(states, W_H):
    T = len(states) - 1
    norms = np.zeros(T + 1)
    jacobian = np.eye(W_H.shape[0])
    norms[T] = np.linalg.norm(jacobian)
    for t in range(T, 0, -1):
        jacobian = W_H @ jacobian
        norms[t - 1] = np.linalg.norm(jacobian)
    return norms
