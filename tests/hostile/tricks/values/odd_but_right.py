# Right answers in odd layouts: negative strides, extended precision, other byte orders, subclasses. Honest work may look like this.
# everywhere: accepted, 5 points
# quick
import numpy as np


class Vector(np.ndarray):
    pass


def mean(x):
    return np.longdouble(x.sum()) / x.size


def scale(x, c):
    return (np.asarray(x, ">f8")[::-1] * np.longdouble(c))[::-1].view(Vector)


def apply(f, x):
    return np.float64(f(np.float32(x))) * 2
