import numpy as np


def perplexity(X, log_initial, log_transition):
    return np.mean(np.exp(-sequence_log_probability(X, log_initial, log_transition) / X.shape[1]))
