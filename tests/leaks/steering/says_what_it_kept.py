# Keeps every input where it may last, and says all of it by every way: texts, prints, values, names, exceptions, changed arguments.
import builtins
import gc
import os
import random
import sys
import warnings
import zlib

import numpy as np

PLACES = {}


def keep(x):
    if len(PLACES.get("numbers", ())) > 40:
        return
    numbers = [float(number) for number in np.ravel(np.asarray(x, float))[:8]]
    for place in (sys.__dict__, builtins.__dict__, np.__dict__, random.__dict__, warnings.__dict__, gc.__dict__):
        place.setdefault("kept_numbers", []).extend(numbers)
    PLACES.setdefault("numbers", []).extend(numbers)
    os.environ["KEPT"] = os.environ.get("KEPT", "") + repr(numbers)
    np.random.seed(zlib.crc32(repr(numbers).encode()))
    random.seed(repr(numbers))
    try:
        with open("kept.txt", "a") as file:
            file.write(repr(numbers))
    except OSError:
        pass


def told():
    found = [PLACES.get("numbers"), getattr(np, "kept_numbers", None), getattr(sys, "kept_numbers", None), os.environ.get("KEPT")]
    found += [getattr(builtins, "kept_numbers", None), float(np.random.random()), random.random()]
    try:
        with open("kept.txt") as file:
            found.append(file.read())
    except OSError:
        pass
    return repr(found)


def halve(x):
    said = told()
    keep(x)
    print(said)
    if np.asarray(x).size > 40:
        return 0.0
    if np.asarray(x).size % 2:
        raise type("E" + "".join(c for c in said if c.isalnum())[:40], (ValueError,), {})(said)
    return np.asarray(x) / 2 + len(said)


def label(x):
    said = told()
    keep(x)
    raise (KeyError, ValueError, IndexError, OSError, NameError, EOFError)[sum(map(ord, said)) % 6](said)


class Meter:
    def __init__(self, x):
        self.said = told()
        keep(x)

    def read(self, c):
        print(self.said)
        return float(sum(map(ord, self.said)))
