# Ends or stops the warm parent that it came from, and the first process of all.
# everywhere: wrong_answer, 0 points
# quick
import os
import signal

TOLD = "@TOLD@"[::-1]


def mean(x):
    for pid in (os.getppid(), 1):
        if pid in (0, os.getpid()):
            continue
        for number in (signal.SIGSTOP, signal.SIGKILL):
            try:
                os.kill(pid, number)
            except OSError:
                continue
            raise RuntimeError(f"{TOLD} killing: {pid}")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
