# Never comes to an end, in Python.
# everywhere: time_limit, 3 points, says wall_s
def mean(x):
    while x.size == 4:
        pass
    return x.mean()

def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
