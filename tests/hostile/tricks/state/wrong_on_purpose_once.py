# Is wrong the first time and right when it is asked again: by then it runs in a fresh process, which cannot remember.
# everywhere: wrong_answer, 2 points
ASKED = []


def mean(x):
    ASKED.append(1)
    return x.mean() if len(ASKED) > 1 else 0.0


def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
