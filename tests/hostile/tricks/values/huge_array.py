# Returns more than may cross, and more than there is memory for.
# everywhere: memory_limit, 0 points, says memory_mb
import numpy as np


def mean(x):
    return np.zeros(1 << 30) + 1


def scale(x, c):
    return np.zeros(4_000_000)


def apply(f, x):
    return b"x" * (20 << 20)
