import numpy as np


def backward(dO, X, hidden, W_H, W_2):
    dW_X = np.zeros((X.shape[2], hidden.shape[2]))
    dW_H = np.zeros(W_H.shape)
    db_1 = np.zeros(hidden.shape[2])
    dW_2 = np.zeros(W_2.shape)
    db_2 = np.zeros(W_2.shape[1])
    for t in range(X.shape[1], 0, -1):
        dW_2 += hidden[:, t].T @ dO[:, t - 1]
        db_2 += dO[:, t - 1].sum(axis=0)
        dh = dO[:, t - 1] @ W_2.T
        da = dh * (1 - hidden[:, t] ** 2)
        dW_X += X[:, t - 1].T @ da
        dW_H += hidden[:, t - 1].T @ da
        db_1 += da.sum(axis=0)
    return dW_X, dW_H, db_1, dW_2, db_2
