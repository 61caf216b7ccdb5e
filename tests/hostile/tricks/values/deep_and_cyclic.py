# Returns structures without end: nested 100,000 deep, in circles, in each other.
# everywhere: wrong_answer, 0 points
def mean(x):
    value = []
    for _ in range(100_000):
        value = [value]
    return value


def scale(x, c):
    circle = {}
    circle["in"] = [circle, (circle,)]
    return circle


def apply(f, x):
    value = ()
    for _ in range(70):
        value = (value, [], {})
    return value
