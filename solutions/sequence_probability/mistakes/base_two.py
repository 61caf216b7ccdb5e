import numpy as np


def perplexity(X, log_initial, log_transition):
    return 2.0 ** (-np.sum(sequence_log_probability(X, log_initial, log_transition)) / X.size)
