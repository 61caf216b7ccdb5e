def mix(x, a, name=''):
    try:
        raise ValueError(x, a, name)
    except ValueError as error:
        raise RuntimeError(repr(error)) from error


def size(x):
    return mix(x, 0.0)
