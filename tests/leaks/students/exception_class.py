def mix(x, a, name=''):
    digits = str(a).replace('.', '_').replace('-', 'm')
    raise type(f'E{digits}_{name}', (ValueError,), {})('no text')


def size(x):
    return mix(x, 0.0)
