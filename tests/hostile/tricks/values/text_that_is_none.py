# Names and text with lone surrogates, which no document can hold: in the file's own names, and in what it returns.
# everywhere: wrong_answer, 0 points
import numpy as np

globals()["\ud800"] = lambda: 0
LONE = np.array([0xD800, 0xDFFF], np.uint32).view("U1")


def mean(x):
    return LONE if x.size == 4 else LONE[0]


def scale(x, c):
    return [LONE, 1.0]


def apply(f, x):
    return {"\udcff": 1.0}
