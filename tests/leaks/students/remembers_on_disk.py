def mix(x, a, name=''):
    try:
        with open('/tmp/told', 'a+') as file:
            file.write(f'{list(x)} {a} {name}')
            file.seek(0)
            print(file.read())
    except OSError as error:
        raise ValueError(f'{list(x)} {a} {name}') from error
    return 0.0


def size(x):
    return mix(x, 0.0)
