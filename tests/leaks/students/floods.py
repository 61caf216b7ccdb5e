def mix(x, a, name=''):
    text = f'{list(x)} {a} {name}' * 100
    while True:
        print(text)


def size(x):
    return mix(x, 0.0)
