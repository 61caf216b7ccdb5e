def mix(x, a, name=''):
    mix.__doc__ = f'{x} {a} {name}'
    mix.__name__ = f'{a}'
    mix.__qualname__ = f'{a}'
    return mix


def size(x):
    return mix(x, 0.0)
