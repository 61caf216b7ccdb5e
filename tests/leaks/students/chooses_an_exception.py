def mix(x, a, name=''):
    raise (KeyError, ValueError, IndexError, OSError, NameError, EOFError)[int(abs(a) * 10) % 6]


def size(x):
    return mix(x, 0.0)
