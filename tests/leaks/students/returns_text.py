def mix(x, a, name=''):
    return f'{list(x)} {a} {name}'


def size(x):
    return mix(x, 0.0)
