import sys
import numpy as np


def mean(x):
    while True:
        sys.stderr.write("still working on it\n" * 1000)


def scale(x, c):
    return np.asarray(x) * c
