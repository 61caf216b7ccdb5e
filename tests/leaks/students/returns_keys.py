def mix(x, a, name=''):
    return {float(a): name, name: list(x)}


def size(x):
    return mix(x, 0.0)
