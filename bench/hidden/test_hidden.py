"""Ten cases on backward_gradient, as this project writes them."""

import pytest
from inputs import batches

SHAPES = [(1, 1), (1, 6), (5, 1), (3, 5), (5, 3), (4, 4), (20, 10), (2, 8), (8, 2), (6, 6)]


@pytest.mark.points(10)
@pytest.mark.parametrize("n, steps", SHAPES)
def test_matches_the_bptt_equations(check, rng, n, steps):
    """backward_gradient() returns the gradients that the BPTT equations give."""
    check.backward_gradient(*batches(rng, n, steps))
