# Sends terminal codes by every way that text takes: messages, prints, names of errors, keys, values.
# everywhere: run_time_error, 0 points
# quick
class Error(Exception):
    pass


CODES = "\x1b[2J\x1b[1;32m5 passed\x1b[0m\x1b]0;5 passed\x07\x9b2J\r\x08\x7f\u202e"
Error.__name__ = Error.__qualname__ = f"Error{CODES}"


def mean(x):
    print(CODES)
    raise Error(CODES)


def scale(x, c):
    print(CODES)
    return {CODES: CODES}


def apply(f, x):
    raise KeyError(CODES)
