# Looks for secrets in every environment: its own by Python and by C, and those that /proc shows.
# everywhere: wrong_answer, 0 points
# quick
import ctypes
import os

TOLD = "@TOLD@"[::-1]


def of_c():
    found, number = [], 0
    table = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    while table and table[number]:
        found.append(table[number])
        number += 1
    return b"\n".join(found)


def all_of_them():
    yield repr(dict(os.environ)).encode()
    yield of_c()
    for pid in ["self", *(name for name in os.listdir("/proc") if name.isdigit())]:
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                yield file.read()
        except OSError:
            pass


def mean(x):
    try:
        for content in all_of_them():
            if b"of-the-environ" in content or b"TOKEN" in content:
                raise RuntimeError(f"{TOLD} reading: {content!r}")
    except OSError:
        pass
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
