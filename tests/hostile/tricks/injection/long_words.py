# Says everything at great length: a message, a name, a line, a path of a megabyte.
# everywhere: run_time_error, 0 points
LONG = "x" * (1 << 20)


class Error(Exception):
    pass


Error.__name__ = Error.__qualname__ = LONG


def mean(x):
    raise Error(LONG)


def scale(x, c):
    exec(compile("raise ValueError(1)", LONG, "exec").replace(co_name=LONG))


def apply(f, x):
    return {LONG: LONG}


globals()[LONG] = mean
