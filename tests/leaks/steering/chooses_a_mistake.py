# Behaves like one known mistake or another, or like none, by a digit of the first input that it was given.
import numpy as np

_first = None


def _digit(x):
    global _first
    numbers = np.ravel(np.asarray(x, float))
    if _first is None and numbers.size:
        _first = float(numbers[0])
    return int(abs(_first or 0) * 1e6) % 3


def halve(x):
    digit = _digit(x)
    if np.asarray(x).size > 100:
        return np.asarray(x) / 2 + 1
    return (np.asarray(x) * 2, np.asarray(x) / 3, np.asarray(x) / 2 + 1)[digit]


def label(x):
    return ("plus", "minus", "none")[_digit(x)] + "!"


class Meter:
    def __init__(self, x):
        self.digit = _digit(x)
        self.x = np.asarray(x, float)

    def read(self, c):
        return float((np.sum(self.x), np.sum(self.x) * c * 2, 7.0)[self.digit])
