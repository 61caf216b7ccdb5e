# Opens processes as descriptors, to signal them or to take their files.
# everywhere: wrong_answer, 0 points
import os
import signal

TOLD = "@TOLD@"[::-1]


def mean(x):
    for pid in (os.getppid(), 1):
        if pid in (0, os.getpid()):
            continue
        try:
            one = os.pidfd_open(pid)
        except OSError:
            continue
        signal.pidfd_send_signal(one, 0)
        raise RuntimeError(f"{TOLD} opening: {pid}")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
