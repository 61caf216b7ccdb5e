import numpy as np


def mean(x):
    """I will do this on Sunday."""
    total = 0.0
    # Sunday: too tired
    return total


def scale(x, c):
    return np.asarray(x) * c
