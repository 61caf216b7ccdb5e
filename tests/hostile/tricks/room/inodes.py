# Makes empty files and folders without end.
# assignment: roomy
# everywhere: run_time_error, 3 points, says file_mb = 4
import os


def mean(x):
    number = 0
    while x.size == 4:
        os.mkdir(f"@MARK@{number}")
        number += 1
    return x.mean()

def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
