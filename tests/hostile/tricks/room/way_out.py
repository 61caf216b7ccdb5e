# Leaves its folder by every path that leads up, and writes there.
# assignment: roomy
# everywhere: wrong_answer, 0 points
import os

TOLD = "@TOLD@"[::-1]


def mean(x):
    for path in ("../@MARK@", "/home/@MARK@", "/tmp/@MARK@", "/@MARK@", "/dev/shm/@MARK@", "/dev/@MARK@", "/proc/self/cwd/../@MARK@"):
        try:
            with open(path, "w") as file:
                file.write("x")
        except OSError:
            continue
        raise RuntimeError(f"{TOLD} writing: {path}")
    try:
        os.chroot(".")
    except OSError:
        return 0.0
    raise RuntimeError(f"{TOLD} moving")

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
