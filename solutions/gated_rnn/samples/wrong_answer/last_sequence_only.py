"""Recurrent cells with gates: LSTM and GRU. See README.md.

n is the number of sequences, T their length, D the number of inputs, H the number of hidden units.
"""

import numpy as np


def sigmoid(a):
    """1 / (1 + e^-a), entry by entry, also where e^-a is too large for a float.

    Parameters
    ----------
    a : array of any shape with one axis or more, real numbers or integers

    Returns
    -------
    array of the same shape, float, from 0 to 1, never nan
    """
    small = np.exp(-np.abs(a))
    return np.where(a >= 0, 1.0, small) / (1.0 + small)


class LSTMCell:
    """A cell with an input gate i, a forget gate f, a candidate g and an output gate o.

    Parameters
    ----------
    params : dict of arrays
        "W_x" (D, 4H), "W_h" (H, 4H), "b" (4H,): four blocks of H columns each, in the order i, f, g, o
    """

    def __init__(self, params):
        self.W_x, self.W_h, self.b = params["W_x"], params["W_h"], params["b"]

    def start(self, n):
        """The states of n sequences before their first step: h and c, arrays (n, H) of zeros."""
        H = self.W_h.shape[0]
        return np.zeros((n, H)), np.zeros((n, H))

    def step(self, x, h, c):
        """One step. Changes neither the cell nor its arguments.

        Parameters
        ----------
        x : array (n, D), the inputs of this step
        h : array (n, H), the hidden states before this step
        c : array (n, H), the cell states before this step

        Returns
        -------
        h, c : arrays (n, H), float: the states after this step, new arrays
        """
        i, f, g, o = np.split(x @ self.W_x + h @ self.W_h + self.b, 4, axis=1)
        after = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        return sigmoid(o) * np.tanh(after), after

    def forward(self, xs):
        """All steps of n sequences, from states of zeros. Changes neither the cell nor xs.

        Parameters
        ----------
        xs : array (n, T, D), one sequence a row

        Returns
        -------
        hs, cs : arrays (n, T+1, H), float: hs[:, t] and cs[:, t] are the states after step t, those at t = 0 are zeros
        """
        n, T, _ = xs.shape
        h, c = self.start(n)
        hs, cs = [h], [c]
        for t in range(T):
            h, c = self.step(xs[:, t], h, c)
            hs.append(h)
            cs.append(c)
        return np.stack(hs, axis=1), np.stack(cs, axis=1)


class GRUCell:
    """A cell with a reset gate r, an update gate z and a candidate g.

    Parameters
    ----------
    params : dict of arrays
        "W_x" (D, 3H), "W_h" (H, 3H), "b" (3H,): three blocks of H columns each, in the order r, z, g
    """

    def __init__(self, params):
        self.W_x, self.W_h, self.b = params["W_x"], params["W_h"], params["b"]

    def start(self, n):
        """The states of n sequences before their first step: h, an array (n, H) of zeros."""
        return np.zeros((n, self.W_h.shape[0]))

    def step(self, x, h):
        """One step. Changes neither the cell nor its arguments.

        Parameters
        ----------
        x : array (n, D), the inputs of this step
        h : array (n, H), the hidden states before this step

        Returns
        -------
        array (n, H), float: the hidden states after this step, a new array
        """
        H = h.shape[1]
        inputs = x @ self.W_x + self.b
        gates = sigmoid(inputs[:, : 2 * H] + h @ self.W_h[:, : 2 * H])
        r, z = gates[:, :H], gates[:, H:]
        g = np.tanh(inputs[:, 2 * H :] + (r * h) @ self.W_h[:, 2 * H :])
        return z * h + (1 - z) * g

    def forward(self, xs):
        """All steps of n sequences, from states of zeros. Changes neither the cell nor xs.

        Parameters
        ----------
        xs : array (n, T, D), one sequence a row

        Returns
        -------
        array (n, T+1, H), float: entry [:, t] holds the states after step t, those at t = 0 are zeros
        """
        n, T, H = len(xs), xs.shape[1], self.W_h.shape[0]
        hs = np.zeros((n, T + 1, H))
        for sequence in range(n):
            h = self.start(1)
            for t in range(T):
                h = self.step(xs[sequence : sequence + 1, t], h)
                hs[n - 1, t + 1] = h[0]
        return hs
