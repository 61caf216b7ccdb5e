# my solution, finally works!!
import numpy as np
import random

random.seed(1)
print("start")


def update_state(xk, sk, wx, wRec):
    new = []
    for x, s in zip(xk, sk):
        new.append(wx * x + wRec * s)
    return np.array(new)


def forward_states(X, wx, wRec):
    S = [[0.0] for _ in X]
    for i in range(len(X)):
        for k in range(len(X[i])):
            S[i].append(wx * X[i][k] + wRec * S[i][k])
    return np.array(S)


def loss(y, t):
    total = 0.0
    for a, b in zip(y, t):
        total += (a - b) ** 2
    return total / len(y)


def output_gradient(y, t):
    return np.array([2 * (a - b) for a, b in zip(y, t)])


def backward_gradient(X, S, grad_out, wRec):
    # TODO
    print("shapes", X.shape, S.shape)
    n = len(X)
    steps = len(X[0])
    g = [[0.0] * (steps + 1) for _ in range(n)]
    wx_grad = 0.0
    wRec_grad = 0.0
    for i in range(n):
        g[i][steps] = grad_out[i]
        for k in range(steps, 0, -1):
            wx_grad = wx_grad + g[i][k] * X[i][k - 1] / n
            wRec_grad = wRec_grad + g[i][k] * S[i][k - 1] / n
            g[i][k - 1] = g[i][k] * wRec
    return (wx_grad, wRec_grad), np.array(g)


if __name__ == "__main__":
    X = np.array([[1, 1]])
    print(backward_gradient(X, forward_states(X, 1, 2), np.array([2.0]), 2))
