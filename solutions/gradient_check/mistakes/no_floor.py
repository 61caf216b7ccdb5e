import numpy as np


def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError(f"the shapes {a.shape} and {b.shape} differ")
    return np.max(np.abs(a - b) / (np.abs(a) + np.abs(b)))
