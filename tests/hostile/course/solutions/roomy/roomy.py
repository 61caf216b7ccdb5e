"""The reference."""

import numpy as np

CANARY = "@REFERENCE_CANARY@"


def mean(x):
    return np.mean(x)


def scale(x, c):
    return np.asarray(x) * c


def apply(f, x):
    return 2 * f(x)
