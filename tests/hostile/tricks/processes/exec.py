# Turns itself into another program, which holds the line to the judge.
# isolated: wrong_answer, 0 points
# process root: wrong_answer|crashed, 0 points
# process ordinary: crashed, 0 points
import ctypes
import os


def mean(x):
    os.set_inheritable(3, True)
    for program in ("/bin/true", "/usr/bin/env", "/bin/sh"):
        try:
            os.execv(program, [program, "-c", "true"])
        except OSError:
            words = [program.encode(), b"-c", b"true"]
            ctypes.CDLL(None).execv(words[0], (ctypes.c_char_p * 4)(*words, None))
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
