# Defines a class that hangs when somebody looks at it, which the worker does after the import.
# everywhere: time_limit, 0 points, says load_s
class Meta(type):
    def __getattribute__(cls, name):
        while True:
            pass


class Slow(metaclass=Meta):
    pass


def mean(x):
    return 0.0


def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
