"""First all gradients over time, then one pass for the weights."""

import numpy as np


def update_state(xk, sk, wx, wRec):
    return xk * wx + sk * wRec


def forward_states(X, wx, wRec):
    S = np.zeros((X.shape[0], X.shape[1] + 1))
    for k in range(X.shape[1]):
        S[:, k + 1] = update_state(X[:, k], S[:, k], wx, wRec)
    return S


def loss(y, t):
    return np.mean((y - t) ** 2)


def output_gradient(y, t):
    return 2 * (y - t)


def backward_gradient(X, S, grad_out, wRec):
    T = X.shape[1]
    grad_over_time = np.empty((X.shape[0], T + 1))
    grad_over_time[:, T] = grad_out
    for k in reversed(range(T)):
        grad_over_time[:, k] = wRec * grad_over_time[:, k + 1]
    wx_grad = sum((grad_over_time[:, k + 1] * X[:, k]).mean() for k in range(T))
    wRec_grad = sum((grad_over_time[:, k + 1] * S[:, k]).mean() for k in range(T))
    return (wx_grad, wRec_grad), grad_over_time
