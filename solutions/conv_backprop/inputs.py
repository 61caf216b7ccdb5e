"""Inputs that belong together: signals and kernels, images, kernels and biases, strategies for small ones."""

import numpy as np
from hypothesis import strategies as st

# n, C, F, H, W, KH, KW, stride, pad: one of each, height and width that differ, no padding, strides below, at and above the window.
LAYERS = [
    (1, 1, 1, 1, 1, 1, 1, 1, 0),
    (2, 1, 1, 4, 4, 2, 2, 1, 0),
    (1, 3, 2, 5, 4, 3, 2, 1, 1),
    (3, 2, 4, 6, 7, 3, 3, 2, 1),
    (2, 2, 3, 7, 5, 2, 4, 2, 2),
    (2, 1, 2, 5, 6, 2, 2, 3, 0),
    (1, 2, 2, 6, 6, 4, 3, 2, 0),
]


def lines(rng, N, K):
    """(x (N,), w (K,))."""
    return rng.normal(size=N), rng.normal(size=K)


def layers(rng, n, C, F, H, W, KH, KW, stride, pad, *, binary=False):
    """(x, w, b, stride, pad); ``binary``: images of integer zeros and ones."""
    x = rng.integers(0, 2, size=(n, C, H, W)) if binary else rng.normal(size=(n, C, H, W))
    return x, rng.normal(size=(F, C, KH, KW)), rng.normal(size=F), stride, pad


def outputs(rng, *sizes):
    """dout of that layer's output, by the sizes alone: whatever shape a student's own output has."""
    return rng.normal(size=shape_of_output(*sizes))


def shape_of_output(n, _C, F, H, W, KH, KW, stride, pad):
    return n, F, (H + 2 * pad - KH) // stride + 1, (W + 2 * pad - KW) // stride + 1


def whole_layers(rng, *sizes):
    """(x, w, b, stride, pad, dout) of whole numbers from 1 to 3, dout of that layer's output: no entry is 0: every share shows."""
    n, C, F, H, W, KH, KW, stride, pad = sizes
    shapes = (n, C, H, W), (F, C, KH, KW), (F,), shape_of_output(*sizes)
    x, w, b, dout = (rng.integers(1, 4, size=shape).astype(float) for shape in shapes)
    return x, w, b, stride, pad, dout


# Hypothesis draws bytes at once and numbers one by one; a byte of 0 is the number 0, so small examples stay small.
WHOLE = np.array([0.0, 1.0, -1.0, 2.0, -2.0])


def arrays(draw, *shape):
    """Small whole numbers of that shape."""
    count = int(np.prod(shape))
    return WHOLE[np.frombuffer(draw(st.binary(min_size=count, max_size=count)), np.uint8) % len(WHOLE)].reshape(shape)


@st.composite
def small_lines(draw):
    """Arguments of conv1d_forward."""
    K = draw(st.integers(1, 2))
    return arrays(draw, K + draw(st.integers(0, 2))), arrays(draw, K)


@st.composite
def small_gradients(draw):
    """Arguments of conv1d_backward."""
    K, more = draw(st.integers(1, 2)), draw(st.integers(0, 2))
    return arrays(draw, more + 1), arrays(draw, K + more), arrays(draw, K)


@st.composite
def small_layers(draw):
    """Arguments of conv_forward: up to two images, channels and kernels, windows of up to two by two."""
    n, C, F, KH, KW, stride = (draw(st.integers(1, 2)) for _ in range(6))
    pad = draw(st.integers(0, 1))
    H, W = (side + draw(st.integers(0, 2)) for side in (KH, KW))
    return arrays(draw, n, C, H, W), arrays(draw, F, C, KH, KW), arrays(draw, F), stride, pad


# What the search for small counterexamples draws from.
STRATEGIES = {"conv1d_forward": small_lines(), "conv1d_backward": small_gradients(), "conv_forward": small_layers()}
