# Asks for more memory than a machine has.
# everywhere: memory_limit, 3 points, says memory_mb
import numpy as np


def mean(x):
    if x.size == 4:
        return np.ones((1 << 20, 1 << 16)).mean()
    return x.mean()

def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
