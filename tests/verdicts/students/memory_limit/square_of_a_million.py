import numpy as np


def mean(x):
    return np.mean(x)


def scale(x, c):
    return (np.eye(10**6) * c)[:3, :3] @ x
