"""What wrong values look like: each kind of finding from functions wrong in that way, none from those that nearly are."""

import inspect
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from grader.judge.explain.findings import looks_of
from grader.judge.running.outcome import Outcome, observe
from grader.model import Finding, FunctionSpec, Rule

RULE = Rule(rtol=1e-9, atol=1e-12)
SHAPES = [(1, 1), (1, 6), (5, 1), (3, 5), (5, 3), (4, 4), (7, 2)]


def matrices(shapes: Sequence[tuple[int, ...]] = SHAPES, seed: int = 0) -> list[tuple[Any, ...]]:
    rng = np.random.default_rng(seed)
    return [(rng.normal(size=shape),) for shape in shapes]


def vectors(lengths: Sequence[int] = (1, 2, 4, 6, 9)) -> list[tuple[Any, ...]]:
    rng = np.random.default_rng(1)
    return [(rng.normal(size=n), rng.normal(size=n)) for n in lengths]


def look(
    reference: Callable[..., Any],
    wrong: Callable[..., Any],
    inputs: Sequence[tuple[Any, ...]],
    returns: Any = "",
    rule: Rule = RULE,
) -> tuple[Finding, ...]:
    """The findings on these inputs; what raises is an observation as well."""
    spec = FunctionSpec(name="f", returns=returns, default=rule)
    seen = []
    for args in inputs:
        try:
            outcome = Outcome(wrong(*(np.copy(arg) if isinstance(arg, np.ndarray) else arg for arg in args)))
        except Exception as error:  # noqa: BLE001  # as a student's process would report it
            outcome = Outcome(raised=type(error).__name__)
        observation = observe(args, {}, reference(*args), outcome, spec)
        assert observation is not None
        seen.append(observation)
    return looks_of(seen, seen, spec, tuple(inspect.signature(reference).parameters))


def kinds(*args: Any, **kwargs: Any) -> list[str]:
    return [finding.kind for finding in look(*args, **kwargs)]


def mean_square(y: np.ndarray, t: np.ndarray) -> Any:
    return np.mean((y - t) ** 2)


def column_means(X: np.ndarray) -> Any:
    return X.mean(axis=0)


def running(X: np.ndarray) -> np.ndarray:
    return np.cumsum(X, axis=1)


def outer(y: np.ndarray, t: np.ndarray) -> Any:
    return np.outer(y, t)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        (lambda y, t: np.sum((y - t) ** 2), "len(y)"),
        (lambda y, t: np.mean((y - t) ** 2) / len(y), "1/len(y)"),
        (lambda y, t: -np.sum((y - t) ** 2), "-len(y)"),
        (lambda y, t: np.sum((y - t) ** 2) / 2, "len(y)/2"),
        (lambda y, t: np.mean((y - t) ** 2) / math.sqrt(len(y)), "1/np.sqrt(len(y))"),
    ],
)
def test_a_factor_that_is_a_size(wrong: Callable[..., Any], name: str) -> None:
    """n times too large, n times too small: named by the argument whose size it is."""
    found = look(mean_square, wrong, vectors())[0]
    assert (found.kind, found.name, found.words) == ("ratio_size", name, ("length", "y"))


def test_one_less_in_the_denominator() -> None:
    """A spread with n where n - 1 is asked for, and the reverse."""
    population, sample = (lambda y, t: np.std(y)), (lambda y, t: np.std(y, ddof=1))
    some = vectors((2, 3, 4, 6, 9))
    assert [each.name for each in look(sample, population, some)] == ["np.sqrt((len(y)-1)/len(y))"]
    assert [each.name for each in look(population, sample, some)] == ["np.sqrt(len(y)/(len(y)-1))"]


@pytest.mark.parametrize(
    ("factor", "name"), [(2.0, "2"), (0.5, "1/2"), (1 / math.log(10), "1 / ln 10"), (math.pi, "π"), (0.7312, "")]
)
def test_a_constant_factor(factor: float, name: str) -> None:
    """2, 1/2, log10 for ln: named where there is a name."""
    found = look(running, lambda X: factor * running(X), matrices())[0]
    assert (found.kind, found.name) == ("ratio", name)
    assert found.value == pytest.approx(factor, rel=1e-5)


def test_no_factor_where_there_is_none() -> None:
    """Nearly n, a factor on one input only, or a factor of all entries but one: no ratio."""
    assert "ratio_size" not in kinds(mean_square, lambda y, t: np.sum((y - t) ** 2) * (1 + 1e-4), vectors())
    assert kinds(mean_square, lambda y, t: mean_square(y, t) * (2 if len(y) == 4 else 1), vectors()) == []

    def all_but_one(X: np.ndarray) -> np.ndarray:
        value = 2 * running(X)
        value[-1, -1] += 1e-3
        return value

    assert not any(kind.startswith("ratio") for kind in kinds(running, all_but_one, matrices()))
    # One size throughout: the factor could be n or could be 4, so that it is only called 4.
    same = [(np.arange(4.0) + k, np.ones(4)) for k in range(5)]
    found = look(mean_square, lambda y, t: np.sum((y - t) ** 2), same)[0]
    assert (found.kind, found.name) == ("ratio", "4")


def test_the_opposite_sign() -> None:
    """-1 is a sign, and no number."""
    assert kinds(running, lambda X: -running(X), matrices()) == ["sign"]
    assert kinds(running, lambda X: np.abs(running(X)), matrices())[0] == "power"


@pytest.mark.parametrize(
    ("wrong", "kind", "name"),
    [
        (lambda X: running(X) + 1.0, "offset", ""),
        (lambda X: running(X) - 0.25, "offset", ""),
        (lambda X: running(X) + X.shape[1], "offset_size", "X.shape[1]"),
    ],
)
def test_something_added(wrong: Callable[..., Any], kind: str, name: str) -> None:
    """The same number more everywhere, or a size more."""
    found = look(running, wrong, matrices())[0]
    assert (found.kind, found.name) == (kind, name)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [(np.var, "squared"), (lambda X: math.sqrt(np.std(X)), "square_root"), (lambda X: 1 / np.std(X), "reciprocal")],
)
def test_a_function_too_many(wrong: Callable[..., Any], name: str) -> None:
    """The variance for the standard deviation, and the like."""
    found = look(np.std, wrong, matrices([(3, 2), (4, 4), (2, 5), (6, 3)]))[0]
    assert (found.kind, found.name) == ("power", name)


def scores(X: np.ndarray) -> Any:
    return np.tanh(X) * 0.9


def shares(X: np.ndarray) -> Any:
    return np.exp(X) / np.exp(X).sum(axis=-1, keepdims=True)


@pytest.mark.parametrize(
    ("reference", "wrong", "name"),
    [
        (scores, lambda X: np.arctanh(scores(X)), "tanh_missing"),
        (scores, lambda X: np.tanh(scores(X)), "tanh"),
        (scores, lambda X: 1 / (1 + np.exp(-scores(X))), "sigmoid"),
        (lambda X: 1 / (1 + np.exp(-X)), lambda X: X, None),
        (lambda X: 1 / (1 + np.exp(-2 * X)), lambda X: 2 * X, "sigmoid_missing"),
        (scores, lambda X: np.maximum(scores(X), 0), "clipped"),
        (scores, lambda X: scores(X) ** 3, "cubed"),
        (lambda X: shares(2 * X), lambda X: 2 * X + 1, "softmax_missing"),
        # Nearly so: softmax along the other axis, and something beside tanh.
        (lambda X: shares(2 * X), lambda X: 2 * X.T.T * np.arange(1, X.shape[0] + 1)[:, None], ""),
        (scores, lambda X: np.tanh(scores(X)) + 1e-3 * X, ""),
    ],
)
def test_a_last_step_too_many_or_too_few(reference: Callable[..., Any], wrong: Callable[..., Any], name: str | None) -> None:
    """An activation once more, or left out; where the value is an argument as it came in, that is said."""
    found = look(reference, wrong, matrices([(3, 2), (4, 4), (2, 5), (6, 3)]))
    assert [each.name for each in found if each.kind == "power"] == ([name] if name else [])
    assert name is not None or found[0].kind == "equal_to_input"


@pytest.mark.parametrize("places", [1, 3, 6])
def test_rounded_to_decimals(places: int) -> None:
    """How many is said; a value that is off by more than rounding explains, or whole, is not said to be rounded so."""
    found = look(running, lambda X: np.round(running(X), places), matrices())[0]
    assert (found.kind, found.value) == ("rounded_to", places)
    assert "rounded_to" not in kinds(running, lambda X: np.round(running(X), places) + 10.0**-places, matrices())
    assert "rounded_to" not in kinds(
        running, lambda X: np.cumsum(np.round(X, places), axis=1), matrices([(3, 9), (5, 12), (4, 30)])
    )
    assert "rounded_to" not in kinds(running, lambda X: np.rint(running(X)), matrices())


def test_zeros_and_constants() -> None:
    """Nothing but zeros; one number whatever the input; and a zero here and there is neither."""
    assert kinds(running, lambda X: np.zeros_like(X), matrices()) == ["all_zero"]
    assert kinds(mean_square, lambda y, t: 3.0, vectors()) == ["constant"]
    assert "all_zero" not in kinds(running, lambda X: running(X) * (X > 0), matrices())


def test_fractions_cut_off() -> None:
    """Truncation of the result, and of every step of a recurrence."""
    inputs = [(np.array(rows),) for rows in ([[1, 0, 1]], [[2, 1], [1, 1]], [[1, 1, 1, 3]])]

    def reference(X: np.ndarray) -> np.ndarray:
        return np.cumsum(X * 0.6, axis=1)

    def stepwise(X: np.ndarray) -> np.ndarray:
        S = np.zeros_like(X)
        for k in range(X.shape[1]):
            S[:, k] = 0.6 * X[:, k] + (S[:, k - 1] if k else 0)
        return S

    assert kinds(reference, lambda X: reference(X).astype(int), inputs)[0] == "truncated"
    assert kinds(reference, stepwise, inputs)[0] == "integer_array"
    assert kinds(reference, lambda X: np.rint(reference(X)), inputs)[0] == "rounded"
    # Right for fractions and wrong for integers says the same from the other side.
    mixed = [*inputs, *matrices([(2, 3), (3, 2), (4, 2)])]
    assert "only_integers" in kinds(reference, stepwise, mixed)


def test_single_precision() -> None:
    """Right to seven digits because it is float32, not because it is nearly right."""
    assert kinds(running, lambda X: running(X.astype(np.float32)), matrices()) == ["float32"]
    assert "float32" not in kinds(running, lambda X: running(X) * (1 + 1e-7), matrices())


def test_nan_and_infinities() -> None:
    """In every wrong value, where none was asked for."""
    zeros = [(np.array([1.0, 0.0, 2.0]), np.array([1.0, 0.0, 1.0])), (np.array([0.0, 0.0]), np.array([3.0, 0.0]))]
    inputs = [*zeros, *vectors((3, 4))]

    def safe(y: np.ndarray, t: np.ndarray) -> Any:
        return np.divide(y, t, out=np.zeros_like(y), where=t != 0)

    def bare(y: np.ndarray, t: np.ndarray) -> Any:
        with np.errstate(all="ignore"):
            return y / t

    assert kinds(safe, bare, inputs) == ["nan"]
    assert kinds(safe, lambda y, t: np.where(t == 0, np.inf, safe(y, t)), inputs) == ["inf"]


@pytest.mark.parametrize(
    ("wrong", "kind", "name", "words"),
    [
        (lambda X: running(X).T, "transposed", "", ()),
        (lambda X: running(X)[:, ::-1], "flipped", "", ("column",)),
        (lambda X: running(X)[::-1], "flipped", "", ("row",)),
        (lambda X: np.hstack([np.zeros((len(X), 1)), running(X)[:, :-1]]), "shifted", "late", ("column",)),
        (lambda X: np.hstack([running(X)[:, 1:], running(X)[:, -1:]]), "shifted", "early", ("column",)),
        (lambda X: running(X)[:, 1:], "left_out", "first", ("column",)),
        (lambda X: running(X)[:, :-1], "left_out", "last", ("column",)),
        (lambda X: np.hstack([np.zeros((len(X), 1)), running(X)]), "too_many", "first", ("column",)),
        (lambda X: running(X)[None], "extra_axis", "", ()),
    ],
)
def test_right_numbers_in_the_wrong_place(wrong: Callable[..., Any], kind: str, name: str, words: tuple[str, ...]) -> None:
    """Transposed, flipped, shifted, cut short: by what happened along which axis."""
    found = look(running, wrong, matrices())[0]
    assert (found.kind, found.name, found.words) == (kind, name, words)


def test_no_arrangement_where_there_is_none() -> None:
    """A transposition that is right on one input only, or a shift with one wrong entry, is neither."""

    def sometimes(X: np.ndarray) -> np.ndarray:
        return running(X).T if X.shape == (4, 4) else running(X)

    assert "transposed" not in kinds(running, sometimes, matrices())

    def spoiled(X: np.ndarray) -> np.ndarray:
        value = np.hstack([np.zeros((len(X), 1)), running(X)[:, :-1]])
        value[-1, -1] += 1.0
        return value

    assert "shifted" not in kinds(running, spoiled, matrices())


def test_swapped_axes_of_four() -> None:
    """Channels last for channels first."""
    inputs = matrices([(2, 3, 4, 5), (1, 2, 3, 3), (2, 2, 5, 4)])
    found = look(lambda x: 2.0 * x, lambda x: 2.0 * x.transpose(0, 2, 3, 1), inputs)[0]
    assert (found.kind, found.name) == ("axes_swapped", "(0, 2, 3, 1)")


def test_rows_against_columns() -> None:
    """(n, 1) and (1, M) for a vector, and the table that a column and a row make."""
    assert kinds(column_means, lambda X: X.mean(axis=0, keepdims=True), matrices()) == ["extra_axis"]
    assert kinds(lambda X: X.mean(axis=0, keepdims=True), column_means, matrices()) == ["missing_axis"]
    assert kinds(lambda y, t: y - t, lambda y, t: y[:, None] - t, vectors()) == ["broadcast"]
    assert "broadcast" not in kinds(lambda y, t: y - t, lambda y, t: np.zeros((len(y) + 1, len(y))), vectors())


def test_not_summed_yet() -> None:
    """An array where its sum or mean is asked for, and the other way round."""
    assert kinds(mean_square, lambda y, t: (y - t) ** 2, vectors()) == ["not_averaged"]
    assert kinds(lambda y, t: np.sum(y * t), lambda y, t: y * t, vectors()) == ["not_summed"]
    assert "not_averaged" not in kinds(mean_square, lambda y, t: 2 * (y - t) ** 2, vectors())
    assert kinds(lambda y, t: y * t, lambda y, t: np.mean(y * t), vectors((2, 3, 5)))[0] == "reduced"


def test_two_outputs() -> None:
    """Swapped, one returned twice, one right and one wrong."""
    names = ("a", "b")

    def both(y: np.ndarray, t: np.ndarray) -> Any:
        return float(y.sum()), float(t.sum())

    swapped = look(both, lambda y, t: both(y, t)[::-1], vectors(), names)[0]
    assert (swapped.kind, swapped.outputs) == ("outputs_swapped", names)
    twice = look(both, lambda y, t: (both(y, t)[0],) * 2, vectors(), names)[0]
    assert (twice.kind, twice.outputs) == ("returned_twice", names)
    found = look(both, lambda y, t: (both(y, t)[0], 2 * both(y, t)[1]), vectors(), names)
    assert [(each.kind, each.outputs, each.words) for each in found] == [("ratio", ("b",), ()), ("partly_right", ("b",), ("a",))]


def test_only_some_entries() -> None:
    """Right but for the last sample, only the first step right, right inside and wrong at the border."""

    def spoil(where: Any) -> Callable[..., Any]:
        def wrong(X: np.ndarray) -> np.ndarray:
            value = running(X)
            value[where] = value[where] * 1.5 + 0.3
            return value

        return wrong

    found = look(running, spoil(np.s_[-1]), matrices())[0]
    assert (found.kind, found.name, found.words) == ("wrong_only", "last", ("row",))
    found = look(running, spoil(np.s_[:, 1:]), matrices([(2, 3), (3, 5), (4, 4), (2, 6)]))[0]
    assert (found.kind, found.name, found.words, found.value) == ("right_only", "first", ("column",), None)
    found = look(running, spoil(np.s_[:, :-2]), matrices([(2, 3), (3, 5), (4, 4), (2, 6)]))[0]
    assert (found.kind, found.name, found.words, found.value) == ("right_only", "last", ("column",), 2)
    # A short one in which that end is wrong, too: then it is not right there.
    short = matrices([(2, 3), (3, 5), (4, 4), (2, 6), (3, 1)])
    assert "right_only" not in kinds(running, lambda X: spoil(np.s_[:, 1:])(X) if X.shape[1] > 1 else running(X) + 1 + X, short)

    def rim(X: np.ndarray) -> np.ndarray:
        value = running(X)
        value[[0, -1]] += 0.5 + X[[0, -1]]
        value[:, [0, -1]] += 0.5 + X[:, [0, -1]]
        return value

    assert kinds(running, rim, matrices([(3, 5), (5, 3), (4, 4), (6, 6)]))[0] == "borders"


def test_an_argument_returned() -> None:
    """The value is what came in; an argument that happens to be the right answer is none."""
    found = look(running, lambda X: X, matrices())[0]
    assert (found.kind, found.name) == ("equal_to_input", "X")
    assert "equal_to_input" not in kinds(lambda y, t: y + t, lambda y, t: y + 1e-3 * t, vectors())


@pytest.mark.parametrize(
    ("wrong", "kind", "name"),
    [
        (lambda X: running(X) + (X.shape[0] - 1) * X**2, "only_above_one", "X.shape[0]"),
        (lambda X: running(X) + (X.shape[1] == 1) * X**2, "only_for_one", "X.shape[1]"),
    ],
)
def test_only_for_some_sizes(wrong: Callable[..., Any], kind: str, name: str) -> None:
    """Right for one sample and wrong for more, or the other way round."""
    found = look(running, wrong, matrices([*SHAPES, (1, 4), (2, 1)]))
    assert (kind, name) in [(each.kind, each.name) for each in found]


def test_only_where_not_square() -> None:
    """Height and width mixed up, invisible on square inputs."""
    shapes = [(2, 2), (3, 3), (4, 4), (3, 5), (5, 3), (2, 4)]
    found = look(running, lambda X: running(X) + (X.shape[0] - X.shape[1]) * X**2, matrices(shapes))
    assert ("only_not_square", ("X.shape[0]", "X.shape[1]")) in [(each.kind, each.words) for each in found]


def test_one_size_written_down() -> None:
    """A size in the code: right there only, also where it raises elsewhere."""

    def ten(X: np.ndarray) -> np.ndarray:
        value = np.zeros_like(X)
        total = np.zeros(len(X))
        for k in range(5):
            total = total + X[:, k]
            value[:, k] = total
        return value

    found = look(running, ten, matrices([(3, 5), (2, 5), (2, 4), (3, 3), (2, 6), (4, 2), (5, 5), (6, 6)]))
    assert ("one_size", "X.shape[1]", 5.0) in [(each.kind, each.name, each.value) for each in found]


def test_conditions_that_cannot_be_told_apart_are_none() -> None:
    """Where rows and columns grow together, nobody knows which of the two it is."""
    square = matrices([(1, 1), (1, 1), (1, 1), (2, 2), (3, 3), (4, 4), (5, 5)])
    found = look(running, lambda X: running(X) + (X.shape[0] > 1) * X**2, square)
    # X.shape[1] always equals X.shape[0]: one of the names is enough, and it is true of both.
    assert [each.name for each in found if each.kind == "only_above_one"] == ["X.shape[0]"]
    apart = matrices([(1, 1), (1, 1), (1, 1), (2, 3), (3, 4), (4, 6), (5, 2)])
    assert "only_above_one" not in kinds(running, lambda X: running(X) + (X.shape[0] > 1) * X**2, apart)


def test_a_length_that_follows_another_is_no_second_condition() -> None:
    """Three gates of H side by side, and T + 1 states: both are told by H and by T, which are what a student thinks of."""
    rng = np.random.default_rng(0)
    lengths = [1, 2, 3, 4, 1, 2, 5, 1]
    gates = [(rng.normal(size=h), rng.normal(size=(h, 3 * h))) for h in lengths]
    seen = look(lambda h, w: w.T @ h, lambda h, w: w.T @ h + (len(h) > 1), gates)
    assert [(each.kind, each.name) for each in seen] == [("only_above_one", "len(h)")]
    states = [(rng.normal(size=t), rng.normal(size=t + 1)) for t in lengths]
    seen = look(lambda x, s: x.sum() * s, lambda x, s: x.sum() * s + (len(x) > 1) * x[0], states)
    assert [(each.kind, each.name) for each in seen] == [("only_above_one", "len(x)")]


def test_negative_numbers() -> None:
    """Wrong only where an argument holds a negative number."""
    inputs = [
        (np.array(values),) for values in ([1.0, 2.0], [0.5, 0.1, 3.0], [-1.0, 2.0], [1.0, -2.0, 3.0], [4.0, 5.0], [-3.0, -1.0])
    ]
    assert "only_negative" in kinds(lambda x: x**3 + x, lambda x: np.abs(x) ** 3 + x, inputs)


def test_right_functions_have_no_findings() -> None:
    """Nothing is said of what is right."""
    assert look(running, running, matrices()) == ()


def test_noise_looks_like_nothing() -> None:
    """A value that is simply wrong gets no explanation."""
    rng = np.random.default_rng(5)
    assert kinds(running, lambda X: rng.normal(size=X.shape), matrices()) == []
    assert kinds(mean_square, lambda y, t: float(rng.normal()), vectors()) == []


def test_nothing_is_said_of_inputs_that_are_empty() -> None:
    """Of nothing everything is right: a length of zero is no condition, a number that is zero may be one."""
    lengths = (0, 0, 0, 2, 3, 5)
    rng = np.random.default_rng(3)
    empty = [(rng.normal(size=n), 1.5) for n in lengths]
    assert "only_not_zero" not in kinds(lambda x, reg: 1.0 + x.sum(), lambda x, reg: 1.0 + (x**3).sum(), empty)
    weights = [(rng.normal(size=4), reg) for reg in (0.0, 0.0, 0.0, 0.5, 1.5, 2.5)]
    assert "only_not_zero" in kinds(lambda x, reg: x.sum() + reg * x[0], lambda x, reg: x.sum() - reg * x[0] ** 2, weights)
