# Takes shared memory by every interface: POSIX, System V, an anonymous mapping.
# isolated: wrong_answer, 0 points
# process: wrong_answer, 0 points
import ctypes
import mmap

TOLD = "@TOLD@"[::-1]


def mean(x):
    library = ctypes.CDLL(None, use_errno=True)
    segment = library.shmget(0, ctypes.c_size_t(1 << 20), 0o1600)
    if segment >= 0:
        library.shmctl(segment, 0, None)
    posix = library.shm_open(b"/@MARK@", 0o102, 0o600)
    if posix >= 0:
        library.shm_unlink(b"/@MARK@")
    try:
        mmap.mmap(-1, 1 << 40)
        raise RuntimeError(f"{TOLD} mapping")
    except (OSError, ValueError, MemoryError):
        return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
