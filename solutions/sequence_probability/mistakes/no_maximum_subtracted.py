import numpy as np


def log_probabilities(scores):
    return np.log(np.exp(scores) / np.sum(np.exp(scores), axis=-1, keepdims=True))
