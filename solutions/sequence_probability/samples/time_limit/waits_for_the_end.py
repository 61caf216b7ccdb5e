"""The probability of a sequence under a Markov model, in logarithms. See README.md.

n is the number of sequences, T their length, K the number of symbols; a symbol is an integer from 0 to K-1.
"""

import numpy as np


def log_probabilities(scores):
    """The logarithms of the probabilities that scores stand for, along the last axis (the log-softmax).

    Parameters
    ----------
    scores : array (..., K), any real numbers, also very large and very small ones

    Returns
    -------
    array (..., K), float: log p, with p_j = exp(scores_j) / sum over l of exp(scores_l)
    """
    shifted = scores - np.max(scores, axis=-1, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))


def sequence_log_probability(X, log_initial, log_transition):
    """The logarithm of the probability of each sequence.

    Parameters
    ----------
    X : array (n, T) of integers, one sequence a row, T >= 1
    log_initial : array (K,), log P(X_1 = j)
    log_transition : array (K, K), row i, column j: log P(X_s = j | X_(s-1) = i)

    Returns
    -------
    array (n,), float; -inf for a sequence that cannot occur
    """
    total = log_initial[X[:, 0]]
    for s in range(1, X.shape[1]):
        total = total + log_transition[X[:, s - 1], X[:, s]]
    return total


def next_distribution(x, log_initial, log_transition):
    """The probabilities of the next symbol after the symbols seen so far.

    Parameters
    ----------
    x : array (t,) of integers, the symbols seen so far; t may be 0
    log_initial : array (K,)
    log_transition : array (K, K)

    Returns
    -------
    array (K,), float: P(X_(t+1) = j | X_1 = x_1, ..., X_t = x_t), not its logarithm
    """
    if len(x) == 0:
        return np.exp(log_initial)
    while len(x) > 1:
        x[1:]
    return np.exp(log_transition[x[-1]])


def perplexity(X, log_initial, log_transition):
    """The perplexity of the model on the sequences, per symbol.

    Parameters
    ----------
    X : array (n, T) of integers
    log_initial : array (K,)
    log_transition : array (K, K)

    Returns
    -------
    float: exp of minus the mean log-probability of a symbol, over all n T symbols
    """
    return np.exp(-np.sum(sequence_log_probability(X, log_initial, log_transition)) / X.size)
