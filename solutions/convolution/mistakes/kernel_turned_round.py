import numpy as np


def cross_correlate(f, g):
    out = np.zeros(len(g) - len(f) + 1)
    for i in range(len(out)):
        out[i] = np.sum(f[::-1] * g[i : i + len(f)])
    return out


def convolve(f, g):
    return np.convolve(g, f, mode="valid")
