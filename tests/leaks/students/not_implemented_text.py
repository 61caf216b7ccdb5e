def mix(x, a, name=''):
    raise NotImplementedError(x, a, name)


def size(x):
    return mix(x, 0.0)
