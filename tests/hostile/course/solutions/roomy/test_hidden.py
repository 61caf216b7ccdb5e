"""Hidden tests for roomy."""

import numpy as np
import pytest

CANARY = "@HIDDEN_CANARY@"


@pytest.mark.points(2)
def test_mean(check, rng):
    """mean() is the mean."""
    check.mean(rng.normal(size=4))


@pytest.mark.points(1, question="mean")
def test_mean_of_three(student, near):
    """The mean of 1, 2 and 6 is 3."""
    expected = 3.0
    assert student.mean(np.array([1.0, 2.0, 6.0])) == near(expected)


@pytest.mark.points(1)
def test_scale(check, rng):
    """scale() multiplies every entry."""
    check.scale(rng.normal(size=3), 2.0)


@pytest.mark.points(1)
def test_apply(student, near):
    """apply() doubles what the function gives."""
    canary = CANARY

    def line(x):
        return 3 * x + len(canary) - len(CANARY)

    assert student.apply(line, 5.0) == near(30.0)
