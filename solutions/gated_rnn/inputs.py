"""Inputs that belong together: parameters, inputs and states of fitting shapes, strategies for small ones."""

import numpy as np
from hypothesis import strategies as st

LSTM_BLOCKS, GRU_BLOCKS = 4, 3


def cells(rng, blocks, D, H, scale=1.0):
    """Parameters of a cell with that many blocks, at ``scale`` 1 such that gates are neither open nor shut."""
    return {
        "W_x": scale * rng.normal(size=(D, blocks * H)) / np.sqrt(D),
        "W_h": scale * rng.normal(size=(H, blocks * H)) / np.sqrt(H),
        "b": scale * rng.normal(size=blocks * H),
    }


def states(rng, n, H):
    """Hidden states (n, H), as a cell may have left them."""
    return rng.uniform(-0.9, 0.9, size=(n, H))


# Hypothesis draws bytes at once and numbers one by one; a byte of 0 is the number 0, so small examples stay small.
WHOLE = np.array([0.0, 1.0, -1.0, 2.0, -2.0])


def matrices(draw, *shape):
    """Small whole numbers of that shape."""
    count = int(np.prod(shape))
    return WHOLE[np.frombuffer(draw(st.binary(min_size=count, max_size=count)), np.uint8) % len(WHOLE)].reshape(shape)


def small_cell(draw, blocks, D, H):
    """Parameters of small whole numbers."""
    return {"W_x": matrices(draw, D, blocks * H), "W_h": matrices(draw, H, blocks * H), "b": matrices(draw, blocks * H)}


SIZES = st.integers(1, 2)


@st.composite
def small_lstm_steps(draw):
    """Parameters, and (x, h, c) for step."""
    n, D, H = (draw(SIZES) for _ in range(3))
    return small_cell(draw, LSTM_BLOCKS, D, H), (matrices(draw, n, D), matrices(draw, n, H) / 2, matrices(draw, n, H))


@st.composite
def small_gru_steps(draw):
    """Parameters, and (x, h) for step."""
    n, D, H = (draw(SIZES) for _ in range(3))
    return small_cell(draw, GRU_BLOCKS, D, H), (matrices(draw, n, D), matrices(draw, n, H) / 2)


@st.composite
def small_arguments(draw):
    """Arguments of sigmoid."""
    return (matrices(draw, draw(SIZES), draw(SIZES)),)


# What the search for small counterexamples draws from. Of methods the calls that made their object are played again as they were.
STRATEGIES = {"sigmoid": small_arguments()}
