import numpy as np


def relative_error(a, b, floor=1e-8):
    return np.max(np.abs(a - b) / np.maximum(floor, np.abs(a) + np.abs(b)))
