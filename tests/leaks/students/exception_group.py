def mix(x, a, name=''):
    raise ExceptionGroup(f'{a}', [ValueError(x), ValueError(name)])


def size(x):
    return mix(x, 0.0)
