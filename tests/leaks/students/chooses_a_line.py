def mix(x, a, name=''):
    digit = int(abs(a) * 10) % 3
    if digit == 0:
        raise ValueError
    if digit == 1:
        raise ValueError
    raise ValueError


def size(x):
    return mix(x, 0.0)
