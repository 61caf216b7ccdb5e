# Writes what it likes into the memory of other processes of the same user: the judge, the command, what forks the next worker.
# everywhere: wrong_answer, 0 points
import ctypes
import os

TOLD = "@TOLD@"[::-1]
LIBRARY = ctypes.CDLL(None)


def mean(x):
    own = os.getpid()
    for pid in (os.getppid(), *range(max(1, own - 500), own + 20)):
        if pid == own:
            continue
        found = LIBRARY.open(f"/proc/{pid}/mem".encode(), os.O_RDWR)
        if found >= 0:
            LIBRARY.close(found)
            raise RuntimeError(f"{TOLD} writing")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
