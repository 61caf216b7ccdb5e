# Makes links, hard and soft, to what it cannot read, where the judge or a next student might follow them.
# isolated: wrong_answer, 0 points
# landlock: wrong_answer, 0 points, review
# process: wrong_answer, 0 points
import os


def mean(x):
    for folder in ("@OUTSIDE@", ".", "/tmp", "/dev/shm"):
        for make in (os.symlink, os.link):
            try:
                make("@COURSE@/solutions/vault/test_hidden.py", f"{folder}/@MARK@")
            except OSError:
                pass
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
