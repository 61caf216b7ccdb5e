import numpy as np


def conv_forward(x, w, b, stride, pad):
    _, _, KH, KW = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    OH, OW = (padded.shape[2] - KH) // stride + 1, (padded.shape[3] - KW) // stride + 1
    out = np.zeros((len(x), len(w), OH, OW))
    for i in range(OH):
        for j in range(OW):
            window = padded[:, :, i : i + KH, j : j + KW]
            out[:, :, i, j] = np.tensordot(window, w, axes=((1, 2, 3), (1, 2, 3))) + b
    return out, (x, w, stride, pad)
