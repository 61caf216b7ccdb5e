# Calls functions of the judge that it was never given, with numbers that it makes up, and with objects for arguments.
# everywhere: crashed, 0 points, review
import sys


def worker():
    frame = sys._getframe()
    while type(frame.f_locals.get("self")).__name__ != "Worker":
        frame = frame.f_back
    return frame.f_locals["self"]


def call(number, args=(), kwargs=None):
    it = worker()
    for part in it._encoded(9, [number, list(args), kwargs or {}]):
        it._socket.sendall(part)
    return it._receive()


def mean(x):
    return call(0)[2] if x.size == 4 else call(-1)[2]


def scale(x, c):
    return call(1 << 60)[2]


def apply(f, x):
    return call(f.number, [object()])[2]
