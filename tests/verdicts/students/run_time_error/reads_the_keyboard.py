import numpy as np


def mean(x):
    return float(input("the mean, please: "))


def scale(x, c):
    return np.asarray(x) * c
