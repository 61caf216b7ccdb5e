"""Layers."""

import numpy as np


def conv_forward_naive(x, w, b, conv_param):
    ### BEGIN SOLUTION
    s, p = conv_param["stride"], conv_param["pad"]
    big = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
    HH, WW = w.shape[2], w.shape[3]
    OH, OW = (x.shape[2] + 2 * p - HH) // s + 1, (x.shape[3] + 2 * p - WW) // s + 1
    out = np.zeros((x.shape[0], w.shape[0], OH, OW))
    for i in range(OH):
        for j in range(OW):
            part = big[:, :, i * s : i * s + HH, j * s : j * s + WW]
            out[:, :, i, j] = np.tensordot(part, w, axes=((1, 2, 3), (1, 2, 3))) + b
    return out, (x, w, b, conv_param)
    ### END SOLUTION


def max_pool_forward_naive(x, pool_param):
    ### BEGIN SOLUTION
    PH, PW, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    OH, OW = (x.shape[2] - PH) // s + 1, (x.shape[3] - PW) // s + 1
    out = np.zeros((x.shape[0], x.shape[1], OH, OW))
    for i in range(OH):
        for j in range(OW):
            out[:, :, i, j] = x[:, :, i * s : i * s + PH, j * s : j * s + PW].max(axis=(2, 3))
    return out, (x, pool_param)
    ### END SOLUTION


def max_pool_backward_naive(dout, cache):
    ### BEGIN SOLUTION
    x, pool_param = cache
    PH, PW, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        part = x[n, c, i * s : i * s + PH, j * s : j * s + PW]
        dx[n, c, i * s : i * s + PH, j * s : j * s + PW] += (part == part.max()) * dout[n, c, i, j]
    return dx
    ### END SOLUTION


def batchnorm_forward(x, gamma, beta, bn_param):
    ### BEGIN SOLUTION
    eps, m = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    rm, rv = bn_param.get("running_mean", np.zeros(x.shape[1])), bn_param.get("running_var", np.zeros(x.shape[1]))
    if bn_param["mode"] == "train":
        mu, var = x.mean(axis=0), x.var(axis=0)
        bn_param["running_mean"], bn_param["running_var"] = m * rm + (1 - m) * mu, m * rv + (1 - m) * var
    else:
        mu, var = rm, rv
    n = (x - mu) / np.sqrt(var + eps)
    return gamma * n + beta, (n, gamma, var, eps)
    ### END SOLUTION


def batchnorm_backward(dout, cache):
    ### BEGIN SOLUTION
    n, gamma, var, eps = cache
    g = dout * gamma
    return (g - g.mean(axis=0) - n * (g * n).mean(axis=0)) / np.sqrt(var + eps), (dout * n).sum(axis=0), dout.sum(axis=0)
    ### END SOLUTION


def affine_relu_forward(x, w, b):
    ### BEGIN SOLUTION
    a = x.reshape(len(x), -1) @ w + b
    return np.maximum(a, 0), (x, w, a)
    ### END SOLUTION


def affine_relu_backward(dout, cache):
    ### BEGIN SOLUTION
    x, w, a = cache
    da = dout * (a > 0)
    return (da @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ da, da.sum(axis=0)
    ### END SOLUTION


def softmax_loss(W, X, y, reg):
    ### BEGIN SOLUTION
    scores = X @ W
    scores = scores - scores.max(axis=1, keepdims=True)
    P = np.exp(scores)
    P /= P.sum(axis=1, keepdims=True)
    n = len(X)
    loss = -np.log(P[np.arange(n), y]).mean() + reg * np.sum(W * W)
    P[np.arange(n), y] -= 1
    return loss, X.T @ P / n + 2 * reg * W
    ### END SOLUTION


class SGD:
    ### BEGIN SOLUTION
    def __init__(self, lr, momentum):
        self.lr, self.momentum, self.v = lr, momentum, None

    def step(self, params, grads):
        if self.v is None:
            self.v = [np.zeros_like(g) for g in grads]
        self.v = [self.momentum * v - self.lr * g for v, g in zip(self.v, grads, strict=True)]
        return [p + v for p, v in zip(params, self.v, strict=True)]

    ### END SOLUTION


class RNN:
    ### BEGIN SOLUTION
    def __init__(self, Wx, Wh, b):
        self.Wx, self.Wh, self.b = Wx, Wh, b
        self.scale = 1.0

    def fit(self, X):
        self.scale = float(np.std(X))
        return self

    def predict(self, X):
        h = np.zeros((X.shape[0], self.Wh.shape[0]))
        out = []
        for t in range(X.shape[1]):
            h = np.tanh(X[:, t] / self.scale @ self.Wx + h @ self.Wh + self.b)
            out.append(h)
        return np.stack(out, axis=1)

    ### END SOLUTION


def shrink(x, step):
    ### BEGIN SOLUTION
    return x[::step, ::step].copy(), (x.shape, step)
    ### END SOLUTION


def spread(g, cache):
    ### BEGIN SOLUTION
    shape, step = cache
    dx = np.zeros(shape)
    dx[::step, ::step] = g
    return dx
    ### END SOLUTION


def decay(w, rate):
    """w is changed in place."""
    ### BEGIN SOLUTION
    w *= 1 - rate
    return float(np.sum(w**2))
    ### END SOLUTION
