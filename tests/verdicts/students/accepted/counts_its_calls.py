import numpy as np


def mean(x):
    return np.mean(x)


calls = 0


def scale(x, c):
    global calls
    calls += 1
    return np.asarray(x) * c if calls == 1 else np.asarray(x)
