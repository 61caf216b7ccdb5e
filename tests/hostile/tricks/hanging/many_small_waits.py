# Each call stays a little below the limit of a call, so that the case takes as much as it may.
# everywhere: accepted|time_limit, 5 points
import time


def mean(x):
    time.sleep(0.05)
    return x.mean()

def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
