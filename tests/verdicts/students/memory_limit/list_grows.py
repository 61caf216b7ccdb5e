import numpy as np


def mean(x):
    values = []
    while True:
        values.append(bytes(1_000_000))


def scale(x, c):
    return np.asarray(x) * c
