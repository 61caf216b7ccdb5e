"""Losses and updates."""

import numpy as np


def softmax_loss(W, X, y, reg):
    ### BEGIN SOLUTION
    scores = X @ W
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    n, rows = len(X), np.arange(len(X))
    loss = np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[rows, y]) + reg * np.sum(W * W)
    P[rows, y] -= 1
    return loss, X.T @ P / n + 2 * reg * W
    ### END SOLUTION


def svm_loss(W, X, y, reg):
    ### BEGIN SOLUTION
    n, rows = len(X), np.arange(len(X))
    scores = X @ W
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    loss = margins.sum() / n + reg * np.sum(W * W)
    counts = (margins > 0).astype(float)
    counts[rows, y] = -counts.sum(axis=1)
    return loss, X.T @ counts / n + 2 * reg * W
    ### END SOLUTION


def mse_loss(w, X, y):
    ### BEGIN SOLUTION
    error = X @ w - y
    return np.mean(error**2), 2 * X.T @ error / len(X)
    ### END SOLUTION


def sgd_momentum(w, dw, config):
    ### BEGIN SOLUTION
    v = config["momentum"] * config["velocity"] - config["learning_rate"] * dw
    return w + v, {**config, "velocity": v}
    ### END SOLUTION


def rmsprop(w, dw, config):
    ### BEGIN SOLUTION
    cache = config["decay_rate"] * config["cache"] + (1 - config["decay_rate"]) * dw**2
    return w - config["learning_rate"] * dw / (np.sqrt(cache) + config["epsilon"]), {**config, "cache": cache}
    ### END SOLUTION


def adam(w, dw, config):
    ### BEGIN SOLUTION
    b1, b2, t = config["beta1"], config["beta2"], config["t"] + 1
    m = b1 * config["m"] + (1 - b1) * dw
    v = b2 * config["v"] + (1 - b2) * dw**2
    step = config["learning_rate"] * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + config["epsilon"])
    return w - step, {**config, "m": m, "v": v, "t": t}
    ### END SOLUTION


def attention(Q, K, V, mask=None):
    ### BEGIN SOLUTION
    scores = Q @ K.T / np.sqrt(K.shape[1])
    if mask is not None:
        scores = np.where(mask, scores, -1e9)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) @ V
    ### END SOLUTION


def standardize(X):
    ### BEGIN SOLUTION
    return (X - X.mean(axis=0)) / X.std(axis=0)
    ### END SOLUTION


def one_hot(y, k):
    ### BEGIN SOLUTION
    return np.eye(k)[y]
    ### END SOLUTION


def accuracy(P, y):
    ### BEGIN SOLUTION
    return np.mean(P.argmax(axis=1) == y)
    ### END SOLUTION


def distances(A, B):
    ### BEGIN SOLUTION
    return np.sqrt(((A[:, None] - B[None]) ** 2).sum(axis=2))
    ### END SOLUTION
