# Changes mode, owner, times, length and name of files that are not its own: of the judge, of the class, of anybody.
# everywhere: wrong_answer, 0 points
# process ordinary: not run: there it may, as whoever runs grader
import ctypes

TOLD = "@TOLD@"[::-1]
LIBRARY = ctypes.CDLL(None)


def mean(x):
    for path in (b"@OUTSIDE@/victim.txt", b"@COURSE@/solutions/vault/test_hidden.py", b"@OUT@/results.jsonl", b"@CLASS@/t000z.py"):
        ways = {
            "chmod": LIBRARY.chmod(path, 0o777),
            "chown": LIBRARY.chown(path, 12345, 12345),
            "utimes": LIBRARY.utimes(path, None),
            "truncate": LIBRARY.truncate(path, ctypes.c_long(0)),
            "rename": LIBRARY.rename(path, path + b"x"),
            "setxattr": LIBRARY.setxattr(path, b"user.x", b"x", ctypes.c_size_t(1), 0),
            "unlink": LIBRARY.unlink(path),
        }
        if 0 in ways.values():
            raise RuntimeError(f"{TOLD} changing: {ways}")
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
