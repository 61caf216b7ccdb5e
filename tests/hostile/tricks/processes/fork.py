# Forks, to have somebody who goes on when the time is up.
# everywhere: wrong_answer, 0 points
# process ordinary: run_time_error, 0 points, achieves forking
# quick
import ctypes
import os

TOLD = "@TOLD@"[::-1]


def mean(x):
    for way in (os.fork, os.forkpty, ctypes.PyDLL(None).fork):
        try:
            pid = way()
        except (OSError, AttributeError):
            continue
        if pid == -1:
            continue
        if pid == 0:
            os._exit(0)
        raise RuntimeError(f"{TOLD} forking")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
