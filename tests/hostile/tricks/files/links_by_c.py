# Makes links and FIFOs below Python's own refusal.
# everywhere: wrong_answer, 0 points
# process ordinary: run_time_error, 0 points, achieves linking
import ctypes
import os

TOLD = "@TOLD@"[::-1]
LIBRARY = ctypes.CDLL(None)


def mean(x):
    target = b"@COURSE@/solutions/vault/test_hidden.py"
    for folder in ("@OUTSIDE@", ".", "/tmp", "/dev/shm"):
        path = f"{folder}/@MARK@".encode()
        made = [LIBRARY.symlink(target, path) == 0, LIBRARY.link(target, path + b"2") == 0, LIBRARY.mkfifo(path + b"3", 0o666) == 0,
                LIBRARY.mknod(path + b"4", 0o100666, 0) == 0, LIBRARY.mkdir(path + b"5", 0o777) == 0]
        if any(made):
            for each in (path, path + b"2", path + b"3", path + b"4"):
                LIBRARY.unlink(each)
            LIBRARY.rmdir(path + b"5")
            raise RuntimeError(f"{TOLD} linking: {made}")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
