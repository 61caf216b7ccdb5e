"""Hidden tests for gradient_check."""

import numpy as np
import pytest
from hypothesis import given, settings
from inputs import (
    FUNCTIONS,
    opposites,
    points,
    small_pairs,
    sum_of_cosines,
    sum_of_sines,
    waves,
    weighted_cubes,
    weighted_squares,
    written,
)


@pytest.mark.points(4, hint="Move one entry at a time, up and down by eps; divide the difference of the two values by 2 eps.")
@pytest.mark.parametrize("name", ["sines", "cubes", "neighbours"])
@pytest.mark.parametrize("shape", [(1,), (5,), (2, 3)])
def test_central_differences(check, rng, name, shape):
    """numerical_gradient() is (f(x + eps e) - f(x - eps e)) / (2 eps) for every entry."""
    check.numerical_gradient(FUNCTIONS[name], points(rng, shape), 1e-2)


@pytest.mark.points(2, hint="np.ndindex(x.shape) goes through the entries of an array of any shape.")
@pytest.mark.parametrize("shape", [(), (1, 1), (3, 1, 2), (2, 1, 2, 2)])
def test_any_shape(check, rng, shape):
    """numerical_gradient() works for numbers, vectors, matrices and arrays of more axes."""
    check.numerical_gradient(weighted_cubes, points(rng, shape), 1e-2)


@pytest.mark.points(2, hint="The step is the argument eps, whatever it is.")
@pytest.mark.parametrize("eps", [0.5, 1e-3, 1e-5])
def test_any_step(check, rng, eps):
    """numerical_gradient() uses the step that it is given."""
    check.numerical_gradient(weighted_cubes, points(rng, (3,)), eps)


@pytest.mark.points(1, hint="A copy of an array of integers cannot hold a fraction: make it an array of floats first.")
def test_a_point_of_integers(check, rng):
    """numerical_gradient() works at a point of integers."""
    check.numerical_gradient(weighted_cubes, rng.integers(1, 5, size=(2, 3)), 1e-2)


@pytest.mark.points(1, question="numerical_gradient", hint="Work on a copy, or put every entry back as it was.")
def test_moves_one_entry_at_a_time(student, rng):
    """numerical_gradient() calls f with x in all entries but one."""
    x, distances = points(rng, (2, 2)), []

    def watching(moved):
        distances.append(np.sort(np.abs(np.asarray(moved) - x), axis=None))
        return 0.0

    student.numerical_gradient(watching, x, 0.25)
    assert len(distances) >= 8
    assert np.all(np.array(distances)[:, :-1] < 1e-12)


@pytest.mark.points(3, hint="Entry by entry |a - b| / max(floor, |a| + |b|), and of these the largest.")
@pytest.mark.parametrize("shape", [(), (1,), (6,), (2, 3)])
def test_largest_relative_difference(check, rng, shape):
    """relative_error() is the largest |a - b| / max(floor, |a| + |b|)."""
    check.relative_error(*opposites(rng, shape))


@pytest.mark.points(1, hint="The floor stands in for |a| + |b| where that is smaller; without a word it is 1e-8.")
@pytest.mark.parametrize("floor", [(), (1e-8,), (0.5,)])
def test_floor(check, floor):
    """relative_error() divides by the floor where both entries are small."""
    check.relative_error(np.array([0.0, 1e-9, 0.01]), np.array([0.0, -2e-9, 0.011]), *floor)


@pytest.mark.points(1, hint="Compare the shapes before the entries, and raise ValueError where they differ.")
@pytest.mark.parametrize("one, other", [((4,), (1, 4)), ((3,), (3, 1)), ((2, 2), (4,)), ((1,), ())])
def test_refuses_other_shapes(student, one, other):
    """relative_error() raises ValueError where the shapes differ, also where numpy would broadcast."""
    with pytest.raises(ValueError):  # noqa: PT011  # what it says is the student's own
        student.relative_error(np.ones(one), np.ones(other))


@pytest.mark.points(1, hint="Work a pair of numbers by hand, as in the handout.")
@settings(max_examples=25)
@given(pair=small_pairs())
def test_small_pairs(check, pair):
    """relative_error() is right on small whole numbers."""
    check.relative_error(*pair)


@pytest.mark.points(1, hint="The gradient agrees if the relative error is at most the limit.")
@pytest.mark.parametrize("factor", [1.0, 1.0001, -1.0, 2.0])
def test_right_and_wrong_gradients(check, rng, factor):
    """gradients_agree() accepts the gradient itself and refuses one that is off by a ten thousandth or more."""
    scaled = written(f"lambda x: {factor} * weighted_squares(x)", lambda x: factor * weighted_squares(x))
    check.gradients_agree(weighted_cubes, scaled, points(rng, (2, 3)))


@pytest.mark.points(1, hint="Pass eps and limit on.")
@pytest.mark.parametrize("eps, limit", [(1e-5, 0.6), (0.5, 1e-6), (0.5, 0.1)])
def test_step_and_limit(check, rng, eps, limit):
    """gradients_agree() uses the step and the limit that it is given."""
    check.gradients_agree(sum_of_sines, sum_of_cosines, points(rng, (3,)), eps, limit)


@pytest.mark.points(1, hint="eps is 1e-5 and limit 1e-6 where nothing else is said; an error of exactly the limit agrees.")
def test_step_and_limit_of_the_handout(check):
    """gradients_agree() takes the step 1e-5 and the limit 1e-6 where it is given none, and an error of exactly the limit agrees."""
    for frequency in (250.0, 410.0):  # the relative error is (frequency * eps)**2 / 12: 5e-7 and 1.4e-6
        check.gradients_agree(*waves(frequency), np.array([0.5, -0.25]))
    threes = written("lambda x: np.full(x.shape, 3.0)", lambda x: np.full(x.shape, 3.0))
    check.gradients_agree(np.sum, threes, np.array([1.0, 2.0]), 0.5, 0.5)  # (3 - 1) / (3 + 1)


@pytest.mark.points(1, hint="A comparison with nan is False: ask whether the error is small, not whether it is large.")
def test_nan_never_agrees(check, rng):
    """gradients_agree() is False where the gradient holds nan."""

    def with_nan(x):
        answer = sum_of_cosines(x)
        answer[1] = np.nan
        return answer

    check.gradients_agree(sum_of_sines, with_nan, points(rng, (3,)))
