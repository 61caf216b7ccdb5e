# Replaces the NumPy names that an encoder would use.
# everywhere: wrong_answer|crashed, 2 points
import numpy as np

np.require = lambda *_, **__: np.zeros(4)
np.asarray = lambda *_, **__: np.float64(0)


def mean(x):
    return np.float32(-1e9)


def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
