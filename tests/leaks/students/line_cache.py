import linecache


def mix(x, a, name=''):
    text = f'raise ValueError({a!r})  # {list(x)} {name}'
    linecache.cache['safe.py'] = (1, None, [text], 'safe.py')
    exec(compile(text, 'safe.py', 'exec'))


def size(x):
    return mix(x, 0.0)
