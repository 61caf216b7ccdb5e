def mix(x, a, name=''):
    raise AttributeError(f'{x}', name=f'{a} {name}')


def size(x):
    return mix(x, 0.0)
