# Returns numbers as text, as bytes, in a box, as their own source.
# everywhere: wrong_answer, 0 points
def mean(x):
    return str(x.mean()) if x.size == 4 else "3.0"


def scale(x, c):
    return repr(x * c)


def apply(f, x):
    return {"value": 30.0}
