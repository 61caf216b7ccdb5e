def mix(x, a, name=''):
    exec(compile(f'raise ValueError({a!r})  # {list(x)} {name}', 'safe.py', 'exec'))


def size(x):
    return mix(x, 0.0)
