"""Loops over sequences, steps and units, with math only; what is returned are lists, and the states are lists too."""

import math

import numpy as np


def squash(a):
    if a < 0:
        return math.exp(a) / (1 + math.exp(a))
    return 1 / (1 + math.exp(-a))


def sigmoid(a):
    out = np.zeros(a.shape)
    for index in np.ndindex(a.shape):
        out[index] = squash(a[index])
    return out


def weighted(x, W, column):
    return sum(x[k] * W[k, column] for k in range(len(x)))


class LSTMCell:
    def __init__(self, params):
        self.params = params
        self.H = params["W_h"].shape[0]

    def start(self, n):
        return [[0.0] * self.H for _ in range(n)], [[0.0] * self.H for _ in range(n)]

    def step(self, x, h, c):
        W_x, W_h, b = self.params["W_x"], self.params["W_h"], self.params["b"]
        after_h, after_c = [], []
        for s in range(len(x)):
            row_h, row_c = [], []
            for unit in range(self.H):
                i, f, g, o = (
                    weighted(x[s], W_x, block * self.H + unit) + weighted(h[s], W_h, block * self.H + unit) + b[block * self.H + unit]
                    for block in range(4)
                )
                row_c.append(squash(f) * c[s][unit] + squash(i) * math.tanh(g))
                row_h.append(squash(o) * math.tanh(row_c[-1]))
            after_h.append(row_h)
            after_c.append(row_c)
        return after_h, after_c

    def forward(self, xs):
        n, T, _ = xs.shape
        hs, cs = np.zeros((n, T + 1, self.H)), np.zeros((n, T + 1, self.H))
        for t in range(1, T + 1):
            hs[:, t], cs[:, t] = self.step(xs[:, t - 1], hs[:, t - 1], cs[:, t - 1])
        return hs, cs


class GRUCell:
    def __init__(self, params):
        self.params = params
        self.H = params["W_h"].shape[0]

    def start(self, n):
        return [[0.0] * self.H for _ in range(n)]

    def step(self, x, h):
        W_x, W_h, b = self.params["W_x"], self.params["W_h"], self.params["b"]
        H, after = self.H, []
        for s in range(len(x)):
            r = [squash(weighted(x[s], W_x, u) + weighted(h[s], W_h, u) + b[u]) for u in range(H)]
            z = [squash(weighted(x[s], W_x, H + u) + weighted(h[s], W_h, H + u) + b[H + u]) for u in range(H)]
            kept = [r[u] * h[s][u] for u in range(H)]
            g = [math.tanh(weighted(x[s], W_x, 2 * H + u) + weighted(kept, W_h, 2 * H + u) + b[2 * H + u]) for u in range(H)]
            after.append([z[u] * h[s][u] + (1 - z[u]) * g[u] for u in range(H)])
        return after

    def forward(self, xs):
        n, T, _ = xs.shape
        hs = np.zeros((n, T + 1, self.H))
        for t in range(1, T + 1):
            hs[:, t] = self.step(xs[:, t - 1], hs[:, t - 1])
        return hs
