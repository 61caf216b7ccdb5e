# Calls the judge's function from within the judge's function, over and over.
# everywhere: run_time_error, 4 points
def mean(x):
    return x.mean()


def scale(x, c):
    return x * c


def apply(f, x):
    return f(lambda value: apply(f, value))
