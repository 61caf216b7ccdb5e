import numpy as np


def mean(x):
    return np.mean(x)


kept = []


def scale(x, c):
    kept.append(np.asarray(x) * c)
    return kept[0]
