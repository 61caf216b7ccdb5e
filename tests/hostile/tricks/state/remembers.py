# Remembers every input that it was given, and hands it out in a later case.
# everywhere: run_time_error, 2 points
import numpy as np

SEEN = []
np.SEEN = []


def mean(x):
    SEEN.append(x)
    np.SEEN.append(x)
    if len(np.SEEN) > 1 or len(SEEN) > 1:
        raise RuntimeError(f"seen: {SEEN} {np.SEEN}")
    raise RuntimeError("nothing seen")


def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
