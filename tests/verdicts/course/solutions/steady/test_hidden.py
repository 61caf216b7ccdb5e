"""Hidden tests for steady: one case for each way in which a suite asks."""

import numpy as np
import pytest


@pytest.mark.points(2)
def test_mean(check, rng):
    """mean() is the mean."""
    check.mean(rng.normal(size=4))


@pytest.mark.points(2)
def test_scale(check, rng):
    """scale() multiplies every entry."""
    check.scale(rng.normal(size=3), 2.0)


@pytest.mark.points(1, question="scale")
def test_halves(student, near):
    """Half of a vector is half of every entry."""
    assert [float(value) for value in student.scale(np.array([1.0, 2.0, 4.0]), 0.5)] == near([0.5, 1.0, 2.0])


@pytest.mark.points(1, question="scale")
def test_counts_down(student):
    """The entries of a scaled vector come down to zero when one is taken away again and again."""
    steps = 0
    for value in student.scale(np.array([1.0, 2.0, 3.0]), 2.0):
        while value > 0:
            value -= 1
            steps += 1
    assert steps == 12
