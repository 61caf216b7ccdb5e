# Returns objects that claim to be floats and arrays.
# everywhere: wrong_answer, 0 points
import numpy as np


class Claims:
    def __init__(self, what):
        self.what = what

    @property
    def __class__(self):
        return self.what

    def __eq__(self, other):
        return True

    __hash__ = None


def mean(x):
    return Claims(float)


def scale(x, c):
    return Claims(np.ndarray)


def apply(f, x):
    return [Claims(list), Claims(type(None))]
