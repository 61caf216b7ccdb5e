# Returns text that is no text: lone surrogates, code points beyond Unicode, nulls, other directions.
# everywhere: wrong_answer, 0 points
import numpy as np


def mean(x):
    return "\ud800\udfff" if x.size == 4 else "\x00" * 1000


def scale(x, c):
    return np.frombuffer(b"\xff\xff\xff\xff" * 3, dtype="U1")


def apply(f, x):
    return ["\u202e0.03", "\x1b[2J", "\ufeff", {"\ud800": "\ud800"}]
