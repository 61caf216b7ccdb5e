def mix(x, a, name=''):
    assert a == 0, f'a is {a}, x is {list(x)}, name is {name}'


def size(x):
    return mix(x, 0.0)
