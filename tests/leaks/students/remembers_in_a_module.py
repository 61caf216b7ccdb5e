import sys


def mix(x, a, name=''):
    sys.told = f'{getattr(sys, "told", "")} {list(x)} {a} {name}'
    raise ValueError(sys.told)


def size(x):
    return mix(x, 0.0)
