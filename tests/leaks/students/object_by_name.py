def mix(x, a, name=''):
    return type(f'{a} {name}', (), {'__repr__': lambda self: str(a)})()


def size(x):
    return mix(x, 0.0)
