import numpy as np


def update_state(xk, sk, wx, wRec):
    return wx * xk


def forward_states(X, wx, wRec):
    return np.cumsum(X, axis=1)


def loss(y, t):
    return np.abs(y - t)


def output_gradient(y, t):
    return (y - t) ** 2


def backward_gradient(X, S, grad_out, wRec):
    return (0.0, 0.0), np.zeros_like(S)
