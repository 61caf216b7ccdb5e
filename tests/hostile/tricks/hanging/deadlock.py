# Waits for itself, and for the keyboard, and for a signal that never comes.
# everywhere: time_limit, 3 points, says wall_s
import signal
import threading


def mean(x):
    if x.size == 4:
        try:
            input()
        except EOFError:
            pass
        lock = threading.Lock()
        lock.acquire()
        lock.acquire()
        signal.pause()
    return x.mean()

def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
