# A loop at the top of the file that never ends, and one in a definition: what can be saved of the file is graded.
# everywhere: run_time_error, 0 points, says load_s
def table():
    n = 0
    while True:
        n += 1


TABLE = table()


class Mean:
    while True:
        pass


def mean(x):
    return TABLE

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
