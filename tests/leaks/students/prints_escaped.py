import base64
import html
import struct
from urllib.parse import quote


def mix(x, a, name=''):
    print(quote(f'{a} {name}'), html.escape(f'<{a} {name}>'), base64.b64encode(struct.pack('<d', a)), name.encode().hex())
    return 0.0


def size(x):
    return mix(x, 0.0)
