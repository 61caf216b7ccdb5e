"""Inputs that belong together: parameters, sequences and states of fitting shapes, strategies for small ones."""

import numpy as np
from hypothesis import strategies as st


def cells(rng, D, H):
    """(W_X (D, H), W_H (H, H), b_1 (H,)), scaled so that tanh neither saturates nor stays linear."""
    return rng.normal(size=(D, H)) / np.sqrt(D), rng.normal(size=(H, H)) / np.sqrt(H), rng.normal(size=H) / 2


def networks(rng, n, T, D, H, M, *, binary=False):
    """(X, h0, W_X, W_H, b_1, W_2, b_2) of fitting shapes; ``binary``: X holds integer zeros and ones."""
    X = rng.integers(0, 2, size=(n, T, D)) if binary else rng.normal(size=(n, T, D))
    return X, rng.uniform(-0.8, 0.8, size=(n, H)), *cells(rng, D, H), rng.normal(size=(H, M)), rng.normal(size=M)


def backward_inputs(rng, n, T, D, H, M):
    """(dO, X, hidden, W_H, W_2) of fitting shapes.

    The states are drawn, not computed: a backward pass has to use the states that it is given.
    """
    hidden = rng.uniform(-0.9, 0.9, size=(n, T + 1, H))
    return rng.normal(size=(n, T, M)), rng.normal(size=(n, T, D)), hidden, cells(rng, D, H)[1], rng.normal(size=(H, M))


# Hypothesis draws bytes at once and numbers one by one; a byte of 0 is the number 0, so small examples stay small.
WHOLE = np.array([0.0, 1.0, -1.0, 2.0, -2.0])


def matrices(draw, *shape):
    """Small whole numbers of that shape."""
    count = int(np.prod(shape))
    return WHOLE[np.frombuffer(draw(st.binary(min_size=count, max_size=count)), np.uint8) % len(WHOLE)].reshape(shape)


def halves(draw, *shape):
    """States: -1/2, 0 or 1/2."""
    return np.clip(matrices(draw, *shape), -1, 1) / 2


SIZES = st.integers(1, 2)


@st.composite
def small_steps(draw):
    """Arguments of step."""
    n, D, H = (draw(SIZES) for _ in range(3))
    return matrices(draw, n, D), halves(draw, n, H), matrices(draw, D, H), matrices(draw, H, H), matrices(draw, H)


@st.composite
def small_networks(draw):
    """Arguments of forward."""
    n, T, D, H, M = (draw(SIZES) for _ in range(5))
    cell = matrices(draw, D, H), matrices(draw, H, H), matrices(draw, H)
    return matrices(draw, n, T, D), halves(draw, n, H), *cell, matrices(draw, H, M), matrices(draw, M)


@st.composite
def small_backwards(draw):
    """Arguments of backward."""
    n, T, D, H, M = (draw(SIZES) for _ in range(5))
    hidden = halves(draw, n, T + 1, H)
    return matrices(draw, n, T, M), matrices(draw, n, T, D), hidden, matrices(draw, H, H), matrices(draw, H, M)


@st.composite
def small_histories(draw):
    """Arguments of gradient_norms."""
    T, H = draw(st.integers(1, 3)), draw(SIZES)
    return halves(draw, T + 1, H), matrices(draw, H, H)


# What the search for small counterexamples draws from.
STRATEGIES = {
    "step": small_steps(),
    "forward": small_networks(),
    "backward": small_backwards(),
    "gradient_norms": small_histories(),
}
