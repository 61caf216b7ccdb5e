# Grows without end, and goes on after each MemoryError.
# everywhere: memory_limit|time_limit, 3 points
def mean(x):
    found = []
    while x.size == 4:
        try:
            while True:
                found.append(bytes(1 << 16))
        except MemoryError:
            pass
    return x.mean()

def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
