import numpy as np


class LSTMCell:
    def __init__(self, params):
        self.W_x, self.W_h, self.b = params["W_x"], params["W_h"], params["b"]

    def start(self, n):
        H = self.W_h.shape[0]
        return np.zeros((n, H)), np.zeros((n, H))

    def step(self, x, h, c):
        i, f, o, g = np.split(x @ self.W_x + h @ self.W_h + self.b, 4, axis=1)
        after = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        return sigmoid(o) * np.tanh(after), after

    def forward(self, xs):
        n, T, _ = xs.shape
        h, c = self.start(n)
        hs, cs = [h], [c]
        for t in range(T):
            h, c = self.step(xs[:, t], h, c)
            hs.append(h)
            cs.append(c)
        return np.stack(hs, axis=1), np.stack(cs, axis=1)
