"""A loop over samples and steps with vectors only; the Jacobian with rows and columns exchanged."""

import numpy as np


def step(x, h, W_X, W_H, b_1):
    return np.array([np.tanh(W_X.T.dot(xi) + W_H.T.dot(hi) + b_1) for xi, hi in zip(x, h)])


def forward(X, h0, W_X, W_H, b_1, W_2, b_2):
    n, T, D = X.shape
    H, M = W_2.shape
    outputs, hidden = np.empty((n, T, M)), np.empty((n, T + 1, H))
    for i in range(n):
        hidden[i, 0] = h0[i]
        for t in range(T):
            hidden[i, t + 1] = np.tanh(W_X.T.dot(X[i, t]) + W_H.T.dot(hidden[i, t]) + b_1)
            outputs[i, t] = W_2.T.dot(hidden[i, t + 1]) + b_2
    return outputs, hidden


def backward(dO, X, hidden, W_H, W_2):
    n, T, D = X.shape
    H, M = W_2.shape
    dW_X, dW_H, db_1, dW_2, db_2 = (np.zeros(shape) for shape in ((D, H), (H, H), H, (H, M), M))
    for i in range(n):
        carried = np.zeros(H)
        for t in range(T - 1, -1, -1):
            before, after = hidden[i, t], hidden[i, t + 1]
            dW_2 += np.outer(after, dO[i, t])
            db_2 += dO[i, t]
            da = (W_2.dot(dO[i, t]) + carried) * (1 - after) * (1 + after)
            dW_X += np.outer(X[i, t], da)
            dW_H += np.outer(before, da)
            db_1 += da
            carried = W_H.dot(da)
    return dW_X, dW_H, db_1, dW_2, db_2


def gradient_norms(states, W_H):
    T = len(states) - 1
    norms = []
    for t in range(T + 1):
        jacobian = np.eye(len(W_H))
        for s in range(t + 1, T + 1):
            jacobian = np.diag(1 - states[s] ** 2) @ W_H.T @ jacobian
        norms.append(np.sqrt(np.sum(jacobian**2)))
    return np.array(norms)
