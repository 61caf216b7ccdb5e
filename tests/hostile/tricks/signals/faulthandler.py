# Lets the fault handler write over and over, from a thread of its own.
# everywhere: run_time_error|wrong_answer, 2 points
import faulthandler


def mean(x):
    faulthandler.enable()
    faulthandler.dump_traceback_later(0.01, repeat=True)
    return -1e9


def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
