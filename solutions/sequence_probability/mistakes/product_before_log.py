import numpy as np


def sequence_log_probability(X, log_initial, log_transition):
    probability = np.exp(log_initial)[X[:, 0]]
    for s in range(1, X.shape[1]):
        probability = probability * np.exp(log_transition)[X[:, s - 1], X[:, s]]
    return np.log(probability)
