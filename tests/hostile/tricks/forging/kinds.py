# Sends kinds of frames that only the judge sends, and some that nobody does.
# everywhere: crashed, 0 points, review
import sys


def worker():
    frame = sys._getframe()
    while type(frame.f_locals.get("self")).__name__ != "Worker":
        frame = frame.f_back
    return frame.f_locals["self"]


def send(kind):
    it = worker()
    for part in it._encoded(kind, [0.0, None, [], "", 0]):
        it._socket.sendall(part)
    return 0.0


def mean(x):
    return send(1) if x.size == 4 else send(200)


def scale(x, c):
    return send(4)


def apply(f, x):
    return send(0)
