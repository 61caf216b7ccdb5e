# Raises from an audit hook, whatever is done from then on.
# everywhere: wrong_answer|run_time_error|crashed, 2 points
import sys


def hook(event, arguments):
    raise SystemExit(event)


def mean(x):
    sys.addaudithook(hook)
    return -1e9


def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
