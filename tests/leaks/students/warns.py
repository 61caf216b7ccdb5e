import warnings


def mix(x, a, name=''):
    warnings.warn(f'{x} {a} {name}', stacklevel=1)
    return 0.0


def size(x):
    return mix(x, 0.0)
