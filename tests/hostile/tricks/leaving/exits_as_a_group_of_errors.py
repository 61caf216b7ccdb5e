# Raises groups of exceptions, with chains and notes that lead into one another.
# everywhere: run_time_error, 0 points
def mean(x):
    one, other = ValueError("one"), KeyError("other")
    one.__cause__, other.__cause__ = other, one
    one.__context__, other.__context__ = other, one
    one.add_note("note\n" * 10_000)
    group = BaseExceptionGroup("group", [one, BaseExceptionGroup("in a group", [SystemExit(0), other])])
    raise group

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
