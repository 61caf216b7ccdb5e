import numpy as np


def cross_correlate3d(f, g):
    KD, KH, KW = f.shape
    out = np.zeros((g.shape[0] - KD + 1, g.shape[1] - KH + 1, g.shape[2] - KW + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            for k in range(out.shape[2]):
                out[i, j, k] = np.sum(f[0] * g[i, j : j + KH, k : k + KW])
    return out
