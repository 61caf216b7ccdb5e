"""Each gate has matrices and a bias of its own, cut out once; forward fills arrays; the sigmoid with masks."""

import numpy as np


def sigmoid(a):
    out = np.empty(a.shape)
    positive = a >= 0
    out[positive] = 1 / (1 + np.exp(-a[positive]))
    power = np.exp(a[~positive])
    out[~positive] = power / (1 + power)
    return out


def cut(params, names):
    H = params["W_h"].shape[0]
    return {
        name: (params["W_x"][:, k * H : (k + 1) * H], params["W_h"][:, k * H : (k + 1) * H], params["b"][k * H : (k + 1) * H])
        for k, name in enumerate(names)
    }


def gate(parts, x, h):
    W, U, b = parts
    return np.einsum("nd,dh->nh", x, W) + np.einsum("nk,kh->nh", h, U) + b


class LSTMCell:
    def __init__(self, params):
        self.parts = cut(params, "ifgo")
        self.size = params["b"].size // 4

    def start(self, n):
        zeros = np.zeros((2, n, self.size))
        return zeros[0], zeros[1]

    def step(self, x, h, c):
        new_c = c * sigmoid(gate(self.parts["f"], x, h))
        new_c += sigmoid(gate(self.parts["i"], x, h)) * np.tanh(gate(self.parts["g"], x, h))
        return np.tanh(new_c) * sigmoid(gate(self.parts["o"], x, h)), new_c

    def forward(self, xs):
        hs = np.zeros((xs.shape[0], xs.shape[1] + 1, self.size))
        cs = hs.copy()
        for t, x in enumerate(xs.transpose(1, 0, 2)):
            hs[:, t + 1], cs[:, t + 1] = self.step(x, hs[:, t], cs[:, t])
        return hs, cs


class GRUCell:
    def __init__(self, params):
        self.parts = cut(params, "rzg")
        self.size = params["b"].size // 3

    def start(self, n):
        return np.zeros((n, self.size))

    def step(self, x, h):
        reset = sigmoid(gate(self.parts["r"], x, h))
        update = sigmoid(gate(self.parts["z"], x, h))
        candidate = np.tanh(gate(self.parts["g"], x, reset * h))
        return candidate + update * (h - candidate)

    def forward(self, xs):
        hs = np.zeros((xs.shape[0], xs.shape[1] + 1, self.size))
        for t, x in enumerate(xs.transpose(1, 0, 2)):
            hs[:, t + 1] = self.step(x, hs[:, t])
        return hs
