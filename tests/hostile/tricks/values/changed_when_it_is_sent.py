# Hands over memory that changes after the function returned, and something whose end changes it.
# everywhere: wrong_answer, 2 points
import numpy as np

RESULT = np.zeros(1)


class Dying:
    def __del__(self):
        RESULT[:] = 1e9


def mean(x):
    dying = [Dying()]
    dying.append(dying)
    return RESULT[0:1].view()


def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
