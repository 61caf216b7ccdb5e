# Opens a socket of every family and kind.
# everywhere: wrong_answer, 0 points
# process: run_time_error, 0 points, achieves opening
# quick
import _socket
import socket

TOLD = "@TOLD@"[::-1]


def mean(x):
    for family in range(46):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
            try:
                socket.socket(family, kind).close()
            except OSError:
                try:
                    _socket.socket(family, kind).close()  # below what is refused in words
                except OSError:
                    continue
            raise RuntimeError(f"{TOLD} opening: a socket")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
