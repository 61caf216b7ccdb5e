import re
import numpy as np


def mean(x):
    return re.match("(a|aa)+$", "a" * 100 + "b")


def scale(x, c):
    return np.asarray(x) * c
