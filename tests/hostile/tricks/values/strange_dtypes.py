# Returns masked arrays, matrices, records, extended precision, and NaN with a message in it.
# everywhere: wrong_answer, 0 points
import numpy as np

PAYLOAD = np.array([0x7FF8DEAD00000001], "u8").view("f8")[0]
VALUES = [np.ma.array([1.0], mask=True), np.matrix([[1.0]]), np.zeros(3, [("a", "f8")]), np.longdouble(10) ** 4000, PAYLOAD, -0.0]


def mean(x):
    return VALUES[len(x) % 6]


scale = apply = lambda *_: VALUES
