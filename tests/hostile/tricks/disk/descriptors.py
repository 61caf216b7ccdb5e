# Opens files until there are no more descriptors, and does not close them.
# everywhere: run_time_error, 3 points, says open_files
import os


def mean(x):
    kept = []
    while x.size == 4:
        kept.append(os.open("/dev/null", os.O_RDONLY))
    return x.mean()

def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
