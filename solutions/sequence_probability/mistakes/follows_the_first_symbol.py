import numpy as np


def next_distribution(x, log_initial, log_transition):
    if len(x) == 0:
        return np.exp(log_initial)
    return np.exp(log_transition[x[0]])
