# Defines the functions as what they are not: classes, numbers, calls that lie about their arguments, wrappers around nothing.
# everywhere: not_implemented|wrong_answer|run_time_error, 0 points
import functools


class mean:
    def __new__(cls, *_):
        return object.__new__(cls)

    def __eq__(self, other):
        return True


scale = functools.partial(functools.partial, int)
apply = property(lambda self: 1 / 0)
