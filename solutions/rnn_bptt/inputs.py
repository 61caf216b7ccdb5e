"""Inputs that belong together: builders for the cases, strategies for the search for counterexamples."""

import numpy as np
from hypothesis import strategies as st


def samples(rng, n, steps, *, binary=False):
    """X (n, steps): real numbers, or integer zeros and ones."""
    return rng.integers(0, 2, size=(n, steps)) if binary else rng.normal(size=(n, steps))


def batches(rng, n, steps, *, wRec=None, binary=False):  # the course's own name
    """(X, S, grad_out, wRec) of fitting shapes: X (n, steps), S (n, steps+1), grad_out (n,).

    The states are drawn, not computed: a backward pass has to use the states that it is given. As always, column 0 holds zeros.
    """
    X = samples(rng, n, steps, binary=binary)
    S = rng.normal(size=(n, steps + 1))
    S[:, 0] = 0.0
    return X, S, rng.normal(size=n), float(rng.uniform(0.4, 1.3)) if wRec is None else wRec


def answers(rng, n):
    """(y, t), each (n,), far enough apart that no error is zero."""
    t = rng.normal(size=n)
    return t + rng.choice([-1.0, 1.0], size=n) * rng.uniform(0.5, 2.0, size=n), t


NUMBERS = st.floats(-100, 100, allow_subnormal=False)


@st.composite
def answer_pairs(draw):
    """(y, t) of one length between 1 and 6."""
    n = draw(st.integers(1, 6))
    vectors = st.lists(NUMBERS, min_size=n, max_size=n).map(np.array)
    return draw(vectors), draw(vectors)


@st.composite
def small_batches(draw):
    """(X, S, grad_out, wRec) of small integers, n and T between 1 and 4."""
    n, steps = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    whole = st.integers(-3, 3).map(float)

    def matrix(columns):
        rows = st.lists(st.lists(whole, min_size=columns, max_size=columns), min_size=n, max_size=n)
        return np.array(draw(rows))

    X, S = matrix(steps), matrix(steps + 1)
    S[:, 0] = 0.0
    return X, S, matrix(1)[:, 0], draw(whole)


@st.composite
def small_answers(draw):
    """(y, t) of one length between 1 and 4, small integers: an answer is checked by hand."""
    n = draw(st.integers(1, 4))
    vectors = st.lists(st.integers(-3, 3).map(float), min_size=n, max_size=n).map(np.array)
    return draw(vectors), draw(vectors)


# Where the smallest failing input of a report comes from: the arguments of one call, drawn together.
STRATEGIES = {"loss": small_answers(), "output_gradient": small_answers(), "backward_gradient": small_batches()}
