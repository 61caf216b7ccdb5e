# Returns a small structure that would be a quintillion parts if written out; how soon it is given up hangs on the machine.
# everywhere: wrong_answer|time_limit, 4 points
def mean(x):
    return x.mean()


def scale(x, c):
    return x * c


def apply(f, x):
    value = ()
    for _ in range(60):
        value = (value, value)
    return value
