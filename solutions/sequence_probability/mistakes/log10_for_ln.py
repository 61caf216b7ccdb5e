import numpy as np


def log_probabilities(scores):
    shifted = scores - np.max(scores, axis=-1, keepdims=True)
    return np.log10(np.exp(shifted) / np.sum(np.exp(shifted), axis=-1, keepdims=True))
