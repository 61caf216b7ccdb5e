"""Counts columns from the end, and multiplies with @."""

import numpy as np


def update_state(xk, sk, wx, wRec):
    return np.stack([xk, sk], axis=-1) @ np.array([wx, wRec])


def forward_states(X, wx, wRec):
    states = [np.zeros(len(X))]
    for xk in X.T:
        states.append(update_state(xk, states[-1], wx, wRec))
    return np.array(states).T


def loss(y, t):
    return (y - t) @ (y - t) / len(y)


def output_gradient(y, t):
    return 2.0 * (y - t)


def backward_gradient(X, S, grad_out, wRec):
    n, T = X.shape
    grad_over_time = np.zeros((n, T + 1))
    grad_over_time[:, -1] = grad_out
    wx_grad = wRec_grad = 0.0
    for k in range(1, T + 1):
        wx_grad += grad_over_time[:, -k] @ X[:, -k] / n
        wRec_grad += grad_over_time[:, -k] @ S[:, -k - 1] / n
        grad_over_time[:, -k - 1] = grad_over_time[:, -k] * wRec
    return (wx_grad, wRec_grad), grad_over_time
