# Writes what template engines, format strings and shells would work out.
# everywhere: run_time_error, 0 points
TEXT = "{{7919*7907}} {%print(7919*7907)%} ${7919*7907} #{7919*7907} {0.__class__} %(passwd)s %n%n%s `id` $(id) ${{7919*7907}} {{config}} [link](javascript:x)"


def mean(x):
    print(TEXT)
    raise RuntimeError(TEXT)


def scale(x, c):
    return TEXT


def apply(f, x):
    raise ValueError(TEXT * 100)
