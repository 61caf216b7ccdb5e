# Calls the suite's function with an integer that takes its time to be multiplied.
# everywhere: crashed|wrong_answer|run_time_error, 0 points, review


def mean(x):
    return -1e9


def scale(x, c):
    return x * 1e9


def apply(f, x):
    return f(1 << 300_000)
