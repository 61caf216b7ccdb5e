# Becomes root: by uid, by capabilities, by set-uid programs, by a namespace of its own.
# everywhere: wrong_answer, 0 points
# process ordinary: wrong_answer|run_time_error, 0 points
import ctypes
import os

TOLD = "@TOLD@"[::-1]
LIBRARY = ctypes.CDLL(None, use_errno=True)


def mean(x):
    for way in (lambda: os.setuid(0), lambda: os.setresuid(0, 0, 0), lambda: os.setgroups([0]), lambda: os.seteuid(0)):
        try:
            way()
        except OSError:
            continue
        raise RuntimeError(f"{TOLD} becoming")
    if 0 in os.getresuid() or 0 in os.getgroups():
        raise RuntimeError(f"{TOLD} being")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
