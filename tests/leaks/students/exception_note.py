def mix(x, a, name=''):
    error = ValueError('see the note')
    error.add_note(f'{x} {a} {name}')
    raise error


def size(x):
    return mix(x, 0.0)
