# Takes the processor for itself, and from the process that the next student will come from: priorities, schedulers, processors.
# everywhere: wrong_answer, 0 points
import os

TOLD = "@TOLD@"[::-1]


def mean(x):
    parent = os.getppid() or 1
    for way in (lambda: os.setpriority(os.PRIO_PROCESS, parent, 19), lambda: os.sched_setaffinity(parent, {0}),
                lambda: os.sched_setscheduler(parent, os.SCHED_IDLE, os.sched_param(0))):
        try:
            way()
        except OSError:
            continue
        raise RuntimeError(f"{TOLD} slowing")
    for way in (lambda: os.nice(-20), lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99))):
        try:
            way()
        except OSError:
            continue
        raise RuntimeError(f"{TOLD} hurrying")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
