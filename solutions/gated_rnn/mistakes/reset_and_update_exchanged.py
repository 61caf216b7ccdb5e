import numpy as np


class GRUCell:
    def __init__(self, params):
        self.W_x, self.W_h, self.b = params["W_x"], params["W_h"], params["b"]

    def start(self, n):
        return np.zeros((n, self.W_h.shape[0]))

    def step(self, x, h):
        H = h.shape[1]
        inputs = x @ self.W_x + self.b
        gates = sigmoid(inputs[:, : 2 * H] + h @ self.W_h[:, : 2 * H])
        z, r = gates[:, :H], gates[:, H:]
        g = np.tanh(inputs[:, 2 * H :] + (r * h) @ self.W_h[:, 2 * H :])
        return z * h + (1 - z) * g

    def forward(self, xs):
        n, T, _ = xs.shape
        hs = [self.start(n)]
        for t in range(T):
            hs.append(self.step(xs[:, t], hs[-1]))
        return np.stack(hs, axis=1)
