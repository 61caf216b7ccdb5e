import sys


def mix(x, a, name=''):
    print(x, a, name, repr(x), f'{a:.2f} {a:.4e} {a!r}', float(a).hex())
    print(list(x), file=sys.stderr)
    return 0.0


def size(x):
    return mix(x, 0.0)
