# Makes a file that is a terabyte of nothing.
# assignment: roomy
# everywhere: run_time_error, 3 points, says file_mb = 4
import os


def mean(x):
    if x.size == 4:
        with open("@MARK@", "wb") as file:
            os.truncate(file.fileno(), 1 << 40)
    return x.mean()

def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
