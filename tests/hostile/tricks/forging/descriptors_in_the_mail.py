# Sends open files along with its answers, for the judge to hold.
# everywhere: wrong_answer, 0 points
import os
import socket
import sys


def worker():
    frame = sys._getframe()
    while type(frame.f_locals.get("self")).__name__ != "Worker":
        frame = frame.f_back
    return frame.f_locals["self"]


def mean(x):
    it = worker()
    nothing = [os.dup(0) for _ in range(10)]
    whole = b"".join(map(bytes, it._encoded(5, [[0.0] * 100, None, [], "", 0])))
    socket.send_fds(it._socket, [whole[:10]], nothing)

    def once(*_):
        del it._encoded
        return [whole[10:]]

    it._encoded = once
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
