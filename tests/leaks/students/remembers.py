told = ''


def mix(x, a, name=''):
    global told
    told = f'{told} {list(x)} {a} {name}'
    print(told)
    return told


def size(x):
    return mix(x, 0.0)
