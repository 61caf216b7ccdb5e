def mix(x, a, name=''):
    raise KeyError(x, a, name)


def size(x):
    return mix(x, 0.0)
