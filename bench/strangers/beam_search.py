"""One step of beam search."""

import numpy as np


def beam_step(scores, log_probs, k):
    """Extend every beam by one token and keep the k best.

    Parameters
    ----------
    scores : np.ndarray, shape (B,)
        Log-probability of each beam so far.
    log_probs : np.ndarray, shape (B, V)
        Log-probabilities of the next token for each beam.
    k : int
        Number of beams to keep, at most B * V.

    Returns
    -------
    parents : np.ndarray, shape (k,)
        Beam that each kept hypothesis extends.
    tokens : np.ndarray, shape (k,)
        Token that was appended.
    new_scores : np.ndarray, shape (k,)
        Their scores, best first.
    """
    total = scores[:, None] + log_probs
    flat = total.ravel()
    best = np.argsort(-flat, kind="stable")[:k]
    parents = best // log_probs.shape[1]
    tokens = best % log_probs.shape[1]
    return parents, tokens, flat[best]
