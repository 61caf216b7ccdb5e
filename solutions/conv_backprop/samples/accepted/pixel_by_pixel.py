"""Loops over every index, as the sums are written; the cache is a function."""

import numpy as np


def conv1d_forward(x, w):
    N, K = len(x), len(w)
    out = np.zeros(N - K + 1)
    for j in range(N - K + 1):
        for i in range(K):
            out[j] += w[i] * x[i + j]
    return out


def conv1d_backward(delta, x, w):
    dx, dw = np.zeros(len(x)), np.zeros(len(w))
    for j in range(len(delta)):
        for i in range(len(w)):
            dw[i] += delta[j] * x[i + j]
            dx[i + j] += delta[j] * w[i]
    return dx, dw


def conv_forward(x, w, b, stride, pad):
    n, C, H, W = x.shape
    F, _, KH, KW = w.shape
    OH, OW = (H + 2 * pad - KH) // stride + 1, (W + 2 * pad - KW) // stride + 1

    def meetings():
        """(i, j, k, l, row, column): output (i, j) meets pixel (row, column) under entry (k, l) of the kernels."""
        for i in range(OH):
            for j in range(OW):
                for k in range(KH):
                    for l in range(KW):
                        row, column = i * stride + k - pad, j * stride + l - pad
                        if 0 <= row < H and 0 <= column < W:
                            yield i, j, k, l, row, column

    out = np.zeros((n, F, OH, OW)) + b[None, :, None, None]
    for i, j, k, l, row, column in meetings():
        out[:, :, i, j] += x[:, :, row, column] @ w[:, :, k, l].T

    def backward(dout):
        dx, dw = np.zeros(x.shape), np.zeros(w.shape)
        for i, j, k, l, row, column in meetings():
            dx[:, :, row, column] += dout[:, :, i, j] @ w[:, :, k, l]
            dw[:, :, k, l] += dout[:, :, i, j].T @ x[:, :, row, column]
        return dx, dw, dout.sum(axis=(0, 2, 3))

    return out, backward


def conv_backward(dout, cache):
    return cache(dout)
