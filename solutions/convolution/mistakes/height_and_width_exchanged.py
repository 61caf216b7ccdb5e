import numpy as np


def cross_correlate2d(f, g):
    KW, KH = f.shape
    out = np.zeros((g.shape[0] - KH + 1, g.shape[1] - KW + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(f * g[i : i + KH, j : j + KW])
    return out
