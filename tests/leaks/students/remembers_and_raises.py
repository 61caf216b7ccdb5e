told = []


def mix(x, a, name=''):
    told.append(f'{list(x)} {a} {name}')
    raise ValueError(' '.join(told))


def size(x):
    return mix(x, 0.0)
