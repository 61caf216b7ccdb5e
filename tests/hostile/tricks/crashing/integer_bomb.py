# Asks for integers that nobody can hold.
# everywhere: memory_limit|time_limit|run_time_error, 3 points
def mean(x):
    if x.size == 4:
        return 1 << (1 << 40)
    return x.mean()


def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
