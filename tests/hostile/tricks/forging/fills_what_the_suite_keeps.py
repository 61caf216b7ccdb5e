# Calls the function that it was given with much that takes little on the way, past every error.
# everywhere: time_limit, 4 points
import numpy as np


def mean(x):
    return x.mean()


def scale(x, c):
    return x * c


def apply(f, x):
    while True:
        try:
            f(np.ones(60_000, bool))
        except BaseException:
            pass
