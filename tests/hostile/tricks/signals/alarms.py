# Sets every alarm, to be interrupted in the worker's own code between two calls.
# everywhere: crashed, 0 points
import signal


def rings(*_):
    raise KeyboardInterrupt


def mean(x):
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, 1e-5, 1e-5)
    while True:
        pass

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
