"""No loop at all: powers of wRec."""

import numpy as np


def update_state(xk, sk, wx, wRec):
    return wx * xk + wRec * sk


def forward_states(X, wx, wRec):
    T = X.shape[1]
    powers = np.zeros((T, T + 1))
    for k in range(T):
        powers[k, k + 1 :] = float(wRec) ** np.arange(T - k)
    return wx * (X @ powers)


def loss(y, t):
    return np.linalg.norm(y - t) ** 2 / y.size


def output_gradient(y, t):
    return 2 * y - 2 * t


def backward_gradient(X, S, grad_out, wRec):
    T = X.shape[1]
    grad_over_time = np.outer(grad_out, float(wRec) ** np.arange(T, -1, -1))
    wx_grad = np.mean(np.sum(grad_over_time[:, 1:] * X, axis=1))
    wRec_grad = np.mean(np.sum(grad_over_time[:, 1:] * S[:, :-1], axis=1))
    return (wx_grad, wRec_grad), grad_over_time
