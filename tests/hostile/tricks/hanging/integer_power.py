# One step of arithmetic that takes for ever.
# everywhere: time_limit|memory_limit, 3 points
def mean(x):
    if x.size == 4:
        (3 ** (10**9)) % 7
    return x.mean()

def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
