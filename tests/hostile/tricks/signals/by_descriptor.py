# Opens processes as descriptors, to signal them or to take their files.
# isolated: wrong_answer, 0 points
# process root: wrong_answer|run_time_error, 0 points
# process ordinary: run_time_error, 0 points, achieves opening
import os
import signal

TOLD = "@TOLD@"[::-1]


def mean(x):
    for pid in (os.getppid(), 1, os.getpid()):
        try:
            one = os.pidfd_open(pid)
        except OSError:
            continue
        if pid != os.getpid():
            signal.pidfd_send_signal(one, 0)
            raise RuntimeError(f"{TOLD} opening: {pid}")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
