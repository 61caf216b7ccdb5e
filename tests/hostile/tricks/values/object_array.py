# Returns arrays of objects, of records, of dates and of text.
# everywhere: wrong_answer, 0 points
import numpy as np


def mean(x):
    return np.array(object()) if x.size == 4 else np.array([3.0], dtype=object)[0:]


def scale(x, c):
    return np.array([(1, 2.0)] * 3, dtype=[("a", "i4"), ("b", "O")])


def apply(f, x):
    return np.array(["30", "2027-01-01"], dtype="M8[Y]" if x == 7 else "U10")
