# Says of a hundred thousand arguments that they were changed.
# everywhere: wrong_answer, 1 points
from grader.sandbox.inside import kept

kept.changed = lambda *_: list(range(100_000))
kept.parameter_name = lambda _, place: f"p{place}"


def mean(x):
    return -1e9


def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
