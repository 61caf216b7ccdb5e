# Raises in a callback of the garbage collector, at every object that is made.
# everywhere: wrong_answer, 2 points
import gc


def stop(phase, information):
    raise SystemExit


def mean(x):
    gc.callbacks.append(stop)
    gc.set_threshold(1)
    return -1e9


def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
