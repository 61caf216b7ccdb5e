# Guesses by the page faults of its own process, beyond what is right.
# everywhere: wrong_answer, 2 points
import resource


def mean(x):
    return 1e9 + resource.getrusage(resource.RUSAGE_SELF).ru_minflt % 2


def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
