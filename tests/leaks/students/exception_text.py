def mix(x, a, name=''):
    raise ValueError(f'{x} {a} {name} {a!r} {a:.3g} {a:e}')


def size(x):
    return mix(x, 0.0)
