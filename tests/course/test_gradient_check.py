"""The reference of gradient_check against derivatives that are known: polynomials exactly, others in extended precision."""

import importlib.util
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest


@pytest.fixture(scope="module")
def solution() -> ModuleType:
    path = Path(__file__).parents[2] / "solutions" / "gradient_check" / "gradient_check.py"
    spec = importlib.util.spec_from_file_location("reference_of_gradient_check", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_quadratic_forms_are_exact(solution: ModuleType) -> None:
    """Central differences have no error of their own on polynomials of degree two: the gradient of x'Ax is (A + A')x."""
    matrix = np.array([[1.0, 2.0, 0.0], [-1.0, 3.0, 0.5], [4.0, 0.0, -2.0]])
    x = np.array([0.5, -1.0, 2.0])
    found = solution.numerical_gradient(lambda v: v @ matrix @ v, x, 0.25)
    np.testing.assert_allclose(found, (matrix + matrix.T) @ x, rtol=1e-13)


def test_the_error_on_a_cube_is_the_square_of_the_step(solution: ModuleType) -> None:
    """((x+h)³ - (x-h)³) / 2h = 3x² + h², in exact fractions."""
    for x, step in ((2, Fraction(1, 8)), (-1, Fraction(1, 2)), (0, Fraction(1, 4))):
        found = solution.numerical_gradient(lambda v: float(v**3), np.array(x), float(step))
        assert found == float(3 * x**2 + step**2)


def test_against_extended_precision(solution: ModuleType) -> None:
    """The same quotient in longdouble, where it is wider than double, and the exact cosine within the error of the formula."""
    x, step = np.array([[0.3, -1.2], [2.0, 0.0]]), 1e-3
    found = solution.numerical_gradient(lambda v: np.sum(np.sin(v)), x, step)
    wide, h = x.astype(np.longdouble), np.longdouble(step)
    np.testing.assert_allclose(found, ((np.sin(wide + h) - np.sin(wide - h)) / (2 * h)).astype(float), rtol=0, atol=1e-12)
    assert np.max(np.abs(found - np.cos(x))) <= step**2 / 6 + 1e-12


def test_relative_error_in_fractions(solution: ModuleType) -> None:
    """Entry by entry in exact arithmetic."""
    a, b = [1, -2, 0, 5], [3, 2, 0, 4]
    exact = max(Fraction(abs(p - q), max(1, abs(p) + abs(q))) for p, q in zip(a, b, strict=True))
    assert solution.relative_error(np.array(a), np.array(b)) == float(exact) == 1.0
    assert np.isnan(solution.relative_error(np.array([1.0, np.nan]), np.array([1.0, 1.0])))
    with pytest.raises(ValueError, match="differ"):
        solution.relative_error(np.zeros(4), np.zeros((1, 4)))


def test_agreement_is_decided_by_the_limit(solution: ModuleType) -> None:
    """A gradient that is off by one part in a hundred has relative error 1/201."""
    x = np.array([1.0, 2.0])

    def agrees(limit: float) -> bool:
        return bool(solution.gradients_agree(lambda v: np.sum(v**2), lambda v: 2.02 * v, x, 1e-3, limit))

    assert agrees(1 / 200)
    assert not agrees(1 / 202)
    assert not solution.gradients_agree(lambda v: np.sum(v**2), lambda v: v * np.nan, x)


def test_the_examples_of_the_handout(solution: ModuleType) -> None:
    """Every number that README.md works out by hand, and what it promises of one-sided and central quotients."""
    found = solution.numerical_gradient(lambda v: v**3, np.array(2.0), 0.1)
    assert found == pytest.approx(12.01, rel=1e-13)
    np.testing.assert_allclose([2.1**3, 1.9**3, (9.261 - 6.859) / 0.2], [9.261, 6.859, 12.01], rtol=1e-13)
    assert solution.relative_error(np.array([1, 2]), np.array([3, 2])) == 0.5
    assert solution.relative_error(np.array([1.0, -2.0]), np.array([1.0, 2.0])) == 1.0
    one_sided = (np.exp(1 + 1e-5) - np.exp(1)) / 1e-5
    central = solution.numerical_gradient(np.exp, np.array(1.0), 1e-5)
    assert 1e-6 < abs(one_sided / np.exp(1) - 1) < 1e-5
    assert abs(central / np.exp(1) - 1) < 1e-9
