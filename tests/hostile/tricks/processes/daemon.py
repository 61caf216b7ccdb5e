# Leaves a process of its own session behind, to wait for the next student.
# everywhere: wrong_answer, 0 points
import ctypes
import os
import time

FORK = ctypes.PyDLL(None).fork  # below what is refused in words


def mean(x):
    try:
        if FORK() == 0:
            os.setsid()
            if FORK() == 0:
                time.sleep(600)
            os._exit(0)
    except OSError:
        pass
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
