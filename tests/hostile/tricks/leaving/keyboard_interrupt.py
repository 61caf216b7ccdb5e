# Raises KeyboardInterrupt, which would stop a test run.
# everywhere: run_time_error, 0 points
def mean(x):
    raise KeyboardInterrupt


def scale(x, c):
    raise GeneratorExit


def apply(f, x):
    raise StopIteration
