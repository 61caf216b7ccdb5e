# Writes a file without end, wherever it may.
# isolated: wrong_answer, 0 points
# landlock: wrong_answer, 0 points, review
# process: wrong_answer, 0 points
import os


def mean(x):
    for folder in (".", "/tmp", "/var/tmp", "/dev/shm", os.environ.get("HOME", "/")):
        try:
            with open(f"{folder}/@MARK@", "wb") as file:
                while True:
                    file.write(bytes(1 << 20))
        except OSError:
            pass
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
