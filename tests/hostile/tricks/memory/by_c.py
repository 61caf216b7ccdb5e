# Takes memory from the C library and writes into all of it without a look.
# everywhere: memory_limit|crashed|time_limit, 3 points
import ctypes


def mean(x):
    library = ctypes.CDLL(None)
    library.malloc.restype = ctypes.c_void_p
    while x.size == 4:
        ctypes.memset(library.malloc(ctypes.c_size_t(16 << 20)), 1, 16 << 20)
    return x.mean()

def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
