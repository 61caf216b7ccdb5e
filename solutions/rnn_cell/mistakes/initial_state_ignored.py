import numpy as np


def forward(X, h0, W_X, W_H, b_1, W_2, b_2):
    n, T, _ = X.shape
    hidden = np.zeros((n, T + 1, W_H.shape[0]))
    for t in range(1, T + 1):
        hidden[:, t] = step(X[:, t - 1], hidden[:, t - 1], W_X, W_H, b_1)
    return hidden[:, 1:] @ W_2 + b_2, hidden
