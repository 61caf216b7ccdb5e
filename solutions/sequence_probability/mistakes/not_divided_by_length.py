import numpy as np


def perplexity(X, log_initial, log_transition):
    return np.exp(-np.mean(sequence_log_probability(X, log_initial, log_transition)))
