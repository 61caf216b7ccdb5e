# Answers a byte at a time, as fast as it can, so that there is always something to be read and never the whole; or more than is read.
# everywhere: time_limit|wrong_answer, 3 points
import sys


def worker():
    frame = sys._getframe()
    while type(frame.f_locals.get("self")).__name__ != "Worker":
        frame = frame.f_back
    return frame.f_locals["self"]


def mean(x):
    if x.size == 4:
        it = worker()
        for byte in b"".join(map(bytes, it._encoded(5, [[0.0] * 400_000, None, [], "", 0]))):
            it._socket.sendall(bytes([byte]))
    return x.mean()


def scale(x, c):
    return x * c


def apply(f, x):
    return 2 * f(x)
