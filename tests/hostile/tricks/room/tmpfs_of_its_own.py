# Fills its folder again and again with files that are open and unlinked.
# assignment: roomy
# everywhere: run_time_error, 3 points, says file_mb = 4
import os


def mean(x):
    kept = []
    while x.size == 4:
        file = open("@MARK@", "wb")
        os.unlink("@MARK@")
        kept.append(file)
        file.write(bytes(1 << 20))
        file.flush()
    return x.mean()

def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
