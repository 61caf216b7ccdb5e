import os
import sys


def mix(x, a, name=''):
    print(x, a, name, flush=True)
    sys.stdout.flush()
    os._exit(int(abs(a)) % 200)


def size(x):
    return mix(x, 0.0)
