import numpy as np


def sequence_log_probability(X, log_initial, log_transition):
    total = np.zeros(X.shape[0])
    for s in range(1, X.shape[1]):
        total = total + log_transition[X[:, s - 1], X[:, s]]
    return total
