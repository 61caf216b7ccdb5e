# Returns integers of a million digits, alone, as keys, and as sizes.
# everywhere: wrong_answer, 0 points
def mean(x):
    return 1 << 4_000_000 if x.size == 4 else -(1 << 30_000)


def scale(x, c):
    return [1 << 30_000] * 3


def apply(f, x):
    return {1 << 30_000: 1}
