# Calls the suite's function with an array of a trillion rows and no entry.
# everywhere: crashed|wrong_answer|run_time_error, 0 points, review
import numpy as np


def mean(x):
    return -1e9


def scale(x, c):
    return x * 1e9


def apply(f, x):
    return f(np.zeros((1 << 40, 0)))
