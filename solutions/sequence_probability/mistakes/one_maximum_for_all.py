import numpy as np


def log_probabilities(scores):
    exponentials = np.exp(scores - np.max(scores))
    return np.log(exponentials / np.sum(exponentials, axis=-1, keepdims=True))
