# Ends or stops the warm parent that it came from, and the judge above it.
# everywhere: wrong_answer, 0 points
# process root: wrong_answer|crashed|grader_error, 0 points
# process ordinary: not run: there it can end grader itself, and the run with it
# quick
import os
import signal

TOLD = "@TOLD@"[::-1]


def mean(x):
    parent = os.getppid()
    for pid in (parent, parent - 1, parent + 1, 1):
        if pid <= 0 or pid == os.getpid():
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
