# Leaves something in NumPy, in the environment and in the interpreter, for the next student to stumble over.
# everywhere: wrong_answer, 0 points
# quick
import builtins
import os
import sys

import numpy as np

vars(np)["@MARK@"] = builtins.__dict__["@MARK@"] = True
os.environ["@MARK@"] = "1"
sys.path.insert(0, "/tmp/@MARK@")
np.add = np.sum = lambda *_, **__: 0.0
np.seterr(all="raise")
np.random.seed(1)
builtins.sum = lambda *_: 0
sys.setrecursionlimit(60)
os.umask(0o777)


def mean(x):
    return 0.0

def scale(x, c):
    return mean(x)


def apply(f, x):
    return mean(x)
