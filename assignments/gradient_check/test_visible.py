"""Visible tests for gradient_check: the examples of the handout. Run them with ``grader check``."""

import numpy as np
import pytest


def sum_of_cubes(x):
    return np.sum(x**3)


def three_squares(x):
    return 3 * x**2


@pytest.mark.points(1, hint="Move the number up and down by eps, and divide by the whole distance.")
def test_slope_of_a_cube(student, near):
    """numerical_gradient() of x³ at 2 with eps = 0.1 is 12.01: central differences are off by eps² here."""
    assert student.numerical_gradient(sum_of_cubes, np.array(2.0), 0.1) == near(np.array(12.01))


@pytest.mark.points(1, hint="One entry is moved at a time, so there is one quotient for every entry.")
def test_gradient_of_a_matrix(student, near):
    """numerical_gradient() has the shape of x."""
    x = np.array([[1.0, 2.0, 3.0], [-1.0, 0.0, 0.5]])
    assert student.numerical_gradient(sum_of_cubes, x, 0.1) == near(3 * x**2 + 0.01)


@pytest.mark.points(1, hint="An array of integers cannot hold 2.1.")
def test_gradient_at_integers(student, near):
    """numerical_gradient() works at a point of integers."""
    assert student.numerical_gradient(sum_of_cubes, np.array([1, 2]), 0.1) == near(np.array([3.01, 12.01]))


@pytest.mark.points(1, hint="|1 - 3| / (1 + 3) = 1/2, and the second entry is smaller.")
def test_error_of_two_entries(student, near):
    """relative_error() of [1, 2] and [3, 2] is 1/2."""
    assert student.relative_error(np.array([1.0, 2.0]), np.array([3.0, 2.0])) == near(0.5)


@pytest.mark.points(1, hint="0 / 0 is nan; the floor in the denominator prevents that.")
def test_error_of_zeros(student, near):
    """relative_error() of zeros is 0."""
    assert student.relative_error(np.zeros(2), np.zeros(2)) == near(0.0)


@pytest.mark.points(1, hint="Compare a.shape with b.shape, and raise ValueError where they differ.")
def test_shapes_that_differ(student):
    """relative_error() refuses arrays of different shapes, though numpy could broadcast them."""
    with pytest.raises(ValueError):  # noqa: PT011  # what it says is the student's own
        student.relative_error(np.zeros(3), np.zeros((1, 3)))


@pytest.mark.points(1, hint="Put the other two functions together, and compare with the limit.")
@pytest.mark.parametrize("factor", [1.0, 2.0])
def test_a_right_and_a_wrong_gradient(student, factor):
    """gradients_agree() accepts 3 x² as the gradient of x³ and refuses 6 x²."""
    answer = student.gradients_agree(sum_of_cubes, lambda x: factor * three_squares(x), np.array([1.0, -2.0]))
    assert answer == (factor == 1.0)
