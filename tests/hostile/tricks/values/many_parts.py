# Returns millions of small things.
# everywhere: wrong_answer|memory_limit|time_limit, 0 points
def mean(x):
    return list(range(2_000_000))


def scale(x, c):
    return [[]] * 600_000


def apply(f, x):
    return "x" * (3 << 20)
