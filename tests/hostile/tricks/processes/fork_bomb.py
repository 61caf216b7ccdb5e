# Forks as often as it can.
# everywhere: wrong_answer, 0 points
# process ordinary: not run: nothing bounds it there, and it would take the machine along
import os


def mean(x):
    try:
        while True:
            os.fork()
    except OSError:
        return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
