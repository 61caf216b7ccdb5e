import numpy as np


def mean(x):
    return np.mean(x)


def scale(x, c):
    return np.asarray(x) * c


if __name__ == "__main__":
    raise SystemExit(mean([1.0]))
