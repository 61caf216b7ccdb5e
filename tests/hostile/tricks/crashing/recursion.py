# Calls itself without end, with a limit so high that the stack ends first.
# everywhere: crashed|run_time_error|memory_limit, 0 points
# from 3.13: crashed|run_time_error|memory_limit|time_limit, 0 points
import sys

sys.setrecursionlimit(1 << 30)


def mean(x):
    return mean(x)


def scale(x, c):
    return repr([scale(x, c)])


def apply(f, x):
    class Deep:
        def __repr__(self):
            return repr(self)

    return repr(Deep())
