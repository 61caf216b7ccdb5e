# Sets every alarm, to be interrupted in the worker's own code between two calls.
# everywhere: wrong_answer|run_time_error|crashed|time_limit, 0 points
import signal


def rings(*_):
    raise KeyboardInterrupt


def mean(x):
    signal.signal(signal.SIGALRM, rings)
    signal.setitimer(signal.ITIMER_REAL, 1e-4, 1e-4)
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
