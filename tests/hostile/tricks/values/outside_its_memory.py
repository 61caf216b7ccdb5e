# Returns arrays that reach beyond their own memory.
# everywhere: wrong_answer|crashed, 0 points
import numpy as np


def mean(x):
    return np.lib.stride_tricks.as_strided(np.zeros(4), (100_000,), (8,)) * 0 if x.size == 4 else 0.0


def scale(x, c):
    return np.lib.stride_tricks.as_strided(np.zeros(4), (3,), (1 << 40,))


def apply(f, x):
    return np.ndarray((4,), "f8", b"\0" * 32, strides=(-8,), offset=24)
