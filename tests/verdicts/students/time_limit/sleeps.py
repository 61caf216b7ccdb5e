import time
import numpy as np


def mean(x):
    time.sleep(1000)
    return np.mean(x)


def scale(x, c):
    return np.asarray(x) * c
