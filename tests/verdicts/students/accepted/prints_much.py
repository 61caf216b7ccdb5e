import numpy as np


def mean(x):
    for _ in range(200):
        print("the mean of", list(x), "is", np.mean(x), "." * 60)
    return np.mean(x)


def scale(x, c):
    return np.asarray(x) * c
