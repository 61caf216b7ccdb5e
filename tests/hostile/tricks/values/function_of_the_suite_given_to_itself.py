# Hands the suite's own function to that function, and gives it back as the value.
# everywhere: run_time_error|wrong_answer, 0 points


def mean(x):
    return mean


def scale(x, c):
    return scale


def apply(f, x):
    return f(f)
