import numpy as np


def mean(x):
    while True:
        print("working on it", x)


def scale(x, c):
    return np.asarray(x) * c
