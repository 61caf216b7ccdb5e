"""Inputs that belong together: kernels that fit into what they slide over, strategies for small ones."""

import numpy as np
from hypothesis import strategies as st


def pairs(rng, kernel, size, *, whole=False):
    """(f, g) of the shapes ``kernel`` and ``size``: real numbers, or integers from -4 to 4."""
    if whole:
        return rng.integers(-4, 5, size=kernel), rng.integers(-4, 5, size=size)
    return rng.normal(size=kernel), rng.normal(size=size)


# Hypothesis draws bytes at once and numbers one by one; a byte of 0 is the number 0, so small examples stay small.
WHOLE = np.array([0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0])


def small_pairs(dimensions):
    """(f, g) of small whole numbers: every kernel side 1 or 2, every input side up to two more."""

    @st.composite
    def drawn(draw):
        kernel = [draw(st.integers(1, 2)) for _ in range(dimensions)]
        size = [side + draw(st.integers(0, 2)) for side in kernel]

        def array(shape):
            count = int(np.prod(shape))
            return WHOLE[np.frombuffer(draw(st.binary(min_size=count, max_size=count)), np.uint8) % len(WHOLE)].reshape(shape)

        return array(kernel), array(size)

    return drawn()


@st.composite
def sizes(draw):
    """(input_size, kernel_size, stride, padding) of one to three axes; the kernel fits into the padded input."""
    stride, padding = draw(st.integers(1, 4)), draw(st.integers(0, 2))
    axes = draw(st.integers(1, 3))
    kernel = [draw(st.integers(1, 5)) for _ in range(axes)]
    size = [max(1, side - 2 * padding) + draw(st.integers(0, 6)) for side in kernel]
    return tuple(size), tuple(kernel), stride, padding


# What the search for small counterexamples draws from.
STRATEGIES = {
    "output_size": sizes(),
    "cross_correlate": small_pairs(1),
    "convolve": small_pairs(1),
    "cross_correlate2d": small_pairs(2),
    "cross_correlate3d": small_pairs(3),
}
