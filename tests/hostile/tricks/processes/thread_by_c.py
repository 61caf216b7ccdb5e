# Starts a thread below Python, by the C library.
# everywhere: wrong_answer, 0 points
# process ordinary: run_time_error|crashed, 0 points, achieves starting
import ctypes

TOLD = "@TOLD@"[::-1]
LIBRARY = ctypes.CDLL(None)


def mean(x):
    number = ctypes.c_ulong()
    if LIBRARY.pthread_create(ctypes.byref(number), None, LIBRARY.getpid, None) == 0:
        LIBRARY.pthread_join(number, None)
        raise RuntimeError(f"{TOLD} starting")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
