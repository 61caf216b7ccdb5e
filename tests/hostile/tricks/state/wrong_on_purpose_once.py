# Is wrong the first time and right when it is asked again, which a fresh process cannot remember; of one submission the cases do share a process.
# everywhere: wrong_answer, 3 points
ASKED = []


def mean(x):
    ASKED.append(1)
    return x.mean() if len(ASKED) > 1 else 0.0


def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
