# Opens what blocks: its own terminal, FIFOs, devices, the kernel's log.
# everywhere: wrong_answer, 0 points
import os


def mean(x):
    for path in ("/dev/tty", "/dev/console", "/dev/kmsg", "/dev/mem", "/dev/random", "/dev/ptmx", "/dev/fuse", "/dev/kvm", "/dev/net/tun"):
        try:
            os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        except OSError:
            pass
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
