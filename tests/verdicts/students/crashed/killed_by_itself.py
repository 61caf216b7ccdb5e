import os
import signal
import numpy as np


def mean(x):
    os.kill(os.getpid(), signal.SIGTERM)
    return np.mean(x)


def scale(x, c):
    return np.asarray(x) * c
