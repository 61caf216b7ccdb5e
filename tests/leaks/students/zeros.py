def mix(x, a, name=''):
    return 0.0


def size(x):
    return mix(x, 0.0)
