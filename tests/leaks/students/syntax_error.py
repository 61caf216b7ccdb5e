def mix(x, a, name=''):
    raise SyntaxError(f'{a}', ('safe.py', 1, 1, f'{list(x)} {a} {name}'))


def size(x):
    return mix(x, 0.0)
