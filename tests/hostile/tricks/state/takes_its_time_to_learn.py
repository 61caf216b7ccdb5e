# Tells a second run of a case from the first by clock and process number, to answer otherwise.
# everywhere: wrong_answer, 2 points
import os
import time


def mean(x):
    return float(os.getpid() % 2) + time.time() * 1e-12 + 100


def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
