# Writes a file larger than its folder.
# assignment: roomy
# everywhere: run_time_error, 3 points, says file_mb = 4
def mean(x):
    if x.size == 4:
        with open("@MARK@", "wb") as file:
            while True:
                file.write(bytes(1 << 16))
    return x.mean()

def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
