# Raises an error whose class says of its name and its bases that they are numbers.
# everywhere: crashed|run_time_error, 2 points
class Meta(type):
    __name__ = property(lambda _: 5)
    __mro__ = property(lambda _: 7)


class Error(Exception, metaclass=Meta):
    pass


def mean(x):
    raise Error


def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
