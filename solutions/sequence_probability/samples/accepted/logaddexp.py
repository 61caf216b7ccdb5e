"""numpy's own logaddexp for the normalisation, counts of transitions for the sums."""

import numpy as np


def log_probabilities(scores):
    scores = np.asarray(scores, dtype=float)
    return scores - np.logaddexp.reduce(scores, axis=-1, keepdims=True)


def sequence_log_probability(X, log_initial, log_transition):
    K = len(log_initial)
    answers = np.empty(len(X))
    for i, row in enumerate(X):
        counts = np.bincount(row[:-1] * K + row[1:], minlength=K * K).reshape(K, K)
        used = counts > 0  # 0 times -inf would be nan
        answers[i] = log_initial[row[0]] + np.dot(counts[used], log_transition[used])
    return answers


def next_distribution(x, log_initial, log_transition):
    everything = np.vstack([log_transition, log_initial])
    last = x[-1] if len(x) else -1
    return np.exp(everything[last])


def perplexity(X, log_initial, log_transition):
    per_symbol = sequence_log_probability(X, log_initial, log_transition) / X.size
    return float(np.exp(-np.add.reduce(per_symbol)))
