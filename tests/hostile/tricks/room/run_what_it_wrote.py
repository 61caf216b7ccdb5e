# Writes a program and a library into its folder, and tries to run and to load them.
# assignment: roomy
# everywhere: wrong_answer, 0 points
import ctypes
import os

TOLD = "@TOLD@"[::-1]


def mean(x):
    with open("program", "wb") as file:
        file.write(b"#!/bin/sh\ntrue\n")
    os.chmod("program", 0o4777)
    try:
        os.execv("./program", ["program"])
    except OSError:
        pass
    try:
        ctypes.CDLL("./program")
    except OSError:
        return 0.0
    raise RuntimeError(f"{TOLD} loading")

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
