def mix(x, a, name=''):
    raise NameError(f'{x} {a}', name=str(a))


def size(x):
    return mix(x, 0.0)
