def mix(x, a, name=''):
    scope = {}
    word = 'f' + str(a).replace('.', '_').replace('-', 'm').replace('+', 'p')
    exec(compile(f'def {word}(): raise ValueError', 'safe.py', 'exec'), scope)
    scope[word]()


def size(x):
    return mix(x, 0.0)
