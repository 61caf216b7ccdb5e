"""What hangs on rounding is no case: the reference's answer there is one of many that are right."""

from types import ModuleType

import numpy as np
import pytest

from grader.judge.running.provenance import Made, Step
from grader.judge.running.reference import Reference
from grader.model import FunctionSpec, Rule
from grader.verify.corpus import Asked
from grader.verify.settled import is_settled


def fit(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    centred = X - X.mean(axis=0)
    found: np.ndarray = np.linalg.solve(centred.T @ centred, centred.T @ (y - y.mean()))
    return found


class Fit:
    def __init__(self, X: np.ndarray) -> None:
        self.X = X

    def solved(self, y: np.ndarray) -> np.ndarray:
        return fit(self.X, y)


def forward(x: np.ndarray) -> tuple[np.ndarray, object]:
    return 2 * x, object()


def largest(x: float) -> tuple[str, complex]:
    return "x" if x > 0 else "", complex(x, 0)


def place(x: np.ndarray) -> int:
    return int(np.argmax(x))


def orthonormal(A: np.ndarray) -> np.ndarray:
    """By Gram and Schmidt: of columns that depend on one another the last is what rounding left."""
    Q = np.array(A, dtype=float)
    for j in range(Q.shape[1]):
        Q[:, j] /= np.sqrt(np.sum(Q[:, j] ** 2))
        Q[:, j + 1 :] -= np.outer(Q[:, j], Q[:, j] @ Q[:, j + 1 :])
    return Q


def nearest(X: np.ndarray, centres: np.ndarray) -> np.ndarray:
    found: np.ndarray = np.argmin(np.sum((X[:, None] - centres) ** 2, axis=2), axis=1)
    return found


def shares(y: np.ndarray) -> np.ndarray:
    return np.array([np.mean(y == mark) for mark in (0, 1, 2)])


def counted(y: np.ndarray) -> np.ndarray:
    return np.bincount(y) / 3.0


PLAIN = FunctionSpec(name="fit", default=Rule())


@pytest.fixture
def work() -> Reference:
    module = ModuleType("work")
    vars(module).update(fit=fit, place=place, forward=forward, largest=largest, Fit=Fit)
    vars(module).update(orthonormal=orthonormal, nearest=nearest, shares=shares, counted=counted)
    return Reference([module])


def test_the_solution_of_a_singular_system_is_none(work: Reference) -> None:
    """Two samples and two features: LAPACK finds some solution, by the last bits of the input."""
    X = np.array([[-0.9783460736592319, 0.22197497521113482], [-0.4762482121684911, 0.23135656923888875]])
    y = np.array([-2.4041498219140633, -1.5266868010889107])
    assert not is_settled(work, PLAIN, Asked("fit", (X, y), {}, "test_a"))
    assert not is_settled(work, PLAIN, on_an_object(X, y))
    third = np.array([[0.3, -1.2]])
    assert is_settled(work, PLAIN, on_an_object(np.vstack([X, third]), np.array([*y, 0.7])))
    assert is_settled(work, PLAIN, Asked("fit", (np.vstack([X, third]), np.array([*y, 0.7])), {}, "test_a"))


def on_an_object(X: np.ndarray, y: np.ndarray) -> Asked:
    """The same by two calls, of which the second is a method of what the first has made."""
    recipe = (Step(name="Fit", args=(X,), keep=((),)), Step(name="solved", args=(y,), target=Made(0, ())))
    return Asked("Fit.solved", (), {}, "test_a", recipe=recipe)


@pytest.mark.parametrize("x", [[1.0, 2.0, 2.0], [0.1, 0.3, 0.3], [0.0, 0.0]])
def test_a_tie_is_settled_by_what_is_said_of_it(work: Reference, x: list[float]) -> None:
    assert is_settled(work, PLAIN, Asked("place", (np.array(x),), {}, "test_a"))


def test_an_input_whose_neighbour_is_refused_is_none(work: Reference) -> None:
    assert not is_settled(work, PLAIN, Asked("missing", (1.5,), {}, "test_a"))


def test_what_only_its_own_program_understands_is_not_looked_at(work: Reference) -> None:
    """A cache is another object at each call."""
    spec = FunctionSpec(name="forward", default=Rule(), returns=("out", "cache"), opaque=("cache",))
    assert is_settled(work, spec, Asked("forward", (np.array([0.5]),), {}, "test_a"))


def test_single_numbers_stay_what_they_are(work: Reference) -> None:
    assert is_settled(work, PLAIN, Asked("largest", (0.1,), {}, "test_a"))


def test_whole_numbers_are_settled_by_another_order_of_sums(work: Reference) -> None:
    """They are not moved, so only another right program shows that a system of them is singular."""
    other = ModuleType("other")
    vars(other).update(fit=lambda X, y: fit(X[::-1], y[::-1]) + 1.0, forward=lambda x: (x * 2, object()))
    X, y = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]), np.array([1.0, 2.0, 4.0])
    call = Asked("fit", (X, y), {}, "test_a")
    assert is_settled(work, PLAIN, call, [work])
    assert not is_settled(work, PLAIN, call, [Reference([other])])


@pytest.mark.parametrize("dtype", [float, int])
@pytest.mark.parametrize("rows", [[[9, 8, 7], [6, 5, 4]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 3, 4], [2, 7, 9], [5, 1, 6]]])
def test_whole_numbers_whose_answer_is_what_rounding_left_are_none(work: Reference, rows: list[list[int]], dtype: type) -> None:
    """More columns than rows, or one that is the sum of others: every right program returns another last column."""
    assert not is_settled(work, PLAIN, Asked("orthonormal", (np.array(rows, dtype=dtype),), {}, "test_a"))
    assert is_settled(work, PLAIN, Asked("orthonormal", (np.array([[2, 1], [0, 3], [1, 1]], dtype=dtype),), {}, "test_a"))


def test_ties_marks_and_indices_of_whole_numbers_stay_cases(work: Reference) -> None:
    """A tie is broken by any step, a mark is none after it, and an index is refused: none of it hangs on rounding."""
    points, centres = np.array([[3.0, 5.0], [1.0, 0.0], [7.0, 7.0]]), np.array([[0.0, 1.0], [6.0, 9.0], [14.0, 14.0]])
    for name, given in (
        ("nearest", (points, centres)),
        ("shares", (np.array([0.0, 1.0, 1.0]),)),
        ("counted", (np.array([2, 0, 2]),)),
    ):
        assert is_settled(work, PLAIN, Asked(name, given, {}, "test_a"))
