# Fills a file that is only memory, which no limit on a process counts.
# isolated: wrong_answer, 0 points
# process: wrong_answer, 0 points
import os


def mean(x):
    try:
        file = os.memfd_create("@MARK@")
        for _ in range(64):
            os.write(file, bytes(1 << 20))
    except OSError:
        pass
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
