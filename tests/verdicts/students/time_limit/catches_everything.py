import numpy as np


def mean(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue


def scale(x, c):
    return np.asarray(x) * c
