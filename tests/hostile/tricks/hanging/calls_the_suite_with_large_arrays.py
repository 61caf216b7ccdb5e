# Calls the suite's function again and again, each time with as much as may be handed over.
# everywhere: time_limit|wrong_answer|run_time_error, 0 points
import numpy as np


def mean(x):
    return -1e9


def scale(x, c):
    return x * 1e9


def apply(f, x):
    for _ in range(10_000):
        f(np.ones(60_000, np.uint8))
    return 0
