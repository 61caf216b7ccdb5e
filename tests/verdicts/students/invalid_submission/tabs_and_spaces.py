import numpy as np


def mean(x):
	total = sum(x)
        return total / len(x)


def scale(x, c):
    return np.asarray(x) * c
