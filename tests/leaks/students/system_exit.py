def mix(x, a, name=''):
    raise SystemExit(f'{list(x)} {a} {name}')


def size(x):
    return mix(x, 0.0)
