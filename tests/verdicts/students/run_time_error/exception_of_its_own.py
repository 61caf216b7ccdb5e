import numpy as np


class TooHard(BaseException):
    def __str__(self):
        raise ValueError("no text either")


def mean(x):
    raise TooHard


def scale(x, c):
    return np.asarray(x) * c
