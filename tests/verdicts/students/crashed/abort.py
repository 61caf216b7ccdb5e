import os
import numpy as np


def mean(x):
    os.abort()


def scale(x, c):
    return np.asarray(x) * c
