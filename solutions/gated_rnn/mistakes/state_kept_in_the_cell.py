import numpy as np


class LSTMCell:
    def __init__(self, params):
        self.W_x, self.W_h, self.b = params["W_x"], params["W_h"], params["b"]
        self.states = None

    def start(self, n):
        H = self.W_h.shape[0]
        return np.zeros((n, H)), np.zeros((n, H))

    def step(self, x, h, c):
        i, f, g, o = np.split(x @ self.W_x + h @ self.W_h + self.b, 4, axis=1)
        after = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        return sigmoid(o) * np.tanh(after), after

    def forward(self, xs):
        n, T, _ = xs.shape
        if self.states is None or len(self.states[0]) != n:
            self.states = self.start(n)
        h, c = self.states
        hs, cs = [h], [c]
        for t in range(T):
            h, c = self.step(xs[:, t], h, c)
            hs.append(h)
            cs.append(c)
        self.states = h, c
        return np.stack(hs, axis=1), np.stack(cs, axis=1)
