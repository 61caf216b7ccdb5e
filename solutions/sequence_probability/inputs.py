"""Inputs that belong together: models whose rows are distributions, sequences of their symbols, strategies for both."""

import numpy as np
from hypothesis import strategies as st


def log_softmax(scores):
    """The definition, good for the moderate scores that the builders draw."""
    return scores - np.log(np.sum(np.exp(scores), axis=-1, keepdims=True))


def models(rng, K, *, forbidden=False):
    """(log_initial (K,), log_transition (K, K)); ``forbidden``: no symbol follows itself (log-probability -inf)."""
    log_initial, log_transition = log_softmax(rng.normal(size=K)), rng.normal(size=(K, K))
    if forbidden:
        np.fill_diagonal(log_transition, -np.inf)
    return log_initial, log_softmax(log_transition)


def sequences(rng, n, T, K):
    """X (n, T): integers from 0 to K-1."""
    return rng.integers(0, K, size=(n, T))


def chains(rng, n, T, K):
    """X (n, T) in which no symbol follows itself; needs K >= 2."""
    steps = rng.integers(1, K, size=(n, T))
    return np.cumsum(steps, axis=1) % K


WHOLE = st.integers(-3, 3).map(float)


@st.composite
def small_scores(draw):
    """(scores,): shape (K,) or (n, K), whole numbers, as floats or as integers."""
    n, K = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    rows = draw(st.lists(st.lists(WHOLE, min_size=K, max_size=K), min_size=n, max_size=n))
    scores = np.array(rows[0] if draw(st.booleans()) else rows)
    return (scores.astype(int) if draw(st.booleans()) else scores,)


@st.composite
def small_models(draw, K):
    """(log_initial, log_transition) whose probabilities are multiples of a small fraction."""

    def row():
        weights = np.array(draw(st.lists(st.integers(1, 3), min_size=K, max_size=K)), dtype=float)
        return np.log(weights / weights.sum())

    return row(), np.array([row() for _ in range(K)])


@st.composite
def small_batches(draw):
    """(X, log_initial, log_transition) with n, T and K between 1 and 3."""
    n, T, K = (draw(st.integers(1, 3)) for _ in range(3))
    symbols = st.lists(st.integers(0, K - 1), min_size=T, max_size=T)
    X = np.array(draw(st.lists(symbols, min_size=n, max_size=n)))
    return (X, *draw(small_models(K)))


@st.composite
def small_prefixes(draw):
    """(x, log_initial, log_transition) with 0 to 3 symbols seen."""
    t, K = draw(st.integers(0, 3)), draw(st.integers(1, 3))
    x = np.array(draw(st.lists(st.integers(0, K - 1), min_size=t, max_size=t)), dtype=int)
    return (x, *draw(small_models(K)))


# What the search for small counterexamples draws from.
STRATEGIES = {
    "log_probabilities": small_scores(),
    "sequence_log_probability": small_batches(),
    "next_distribution": small_prefixes(),
    "perplexity": small_batches(),
}
