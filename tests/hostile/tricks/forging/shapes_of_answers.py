# Answers of the right kind and the wrong form: too few fields, other types, names that are none.
# everywhere: crashed, 0 points, review
import sys


def worker():
    frame = sys._getframe()
    while type(frame.f_locals.get("self")).__name__ != "Worker":
        frame = frame.f_back
    return frame.f_locals["self"]


def send(kind, message):
    it = worker()
    for part in it._encoded(kind, message):
        it._socket.sendall(part)
    return 0.0


def mean(x):
    return send(5, [0.0, [1, 2, 3], ["x"], 7, -1]) if x.size == 4 else send(5, {"verdict": "accepted"})


def scale(x, c):
    return send(6, ["E", ["ValueError"], "text", [["file", 1 << 40, "f", "t", 0]], "", 0])


def apply(f, x):
    return send(6, [7, None, {}, "", "", ""])
