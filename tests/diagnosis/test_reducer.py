"""Smaller inputs that fail alike: related arrays are cut together, numbers become simple, and a budget is kept."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import AssignmentError
from grader.judge.explain.draws import draw_inputs, strategies_of
from grader.judge.explain.fresh import fresh_inputs
from grader.judge.explain.inputs import Input, cut, groups_of, lengths_of
from grader.judge.explain.search import MAX_CALLS, Budget, Search
from grader.judge.explain.shrink import reduce_sizes, reduce_values
from grader.judge.running.outcome import Expected, Outcome, failure_of, observe
from grader.model import FunctionSpec

SPEC = FunctionSpec(name="f")


def batch(n: int, steps: int, seed: int = 0) -> Input:
    rng = np.random.default_rng(seed)
    return Input((rng.normal(size=(n, steps)), rng.normal(size=(n, steps + 1)), rng.normal(size=n), 0.7), {})


def search(reference: Any, wrong: Any, start: Input, draws: tuple[Input, ...] = (), others: tuple[Input, ...] = ()) -> Any:
    """The smallest input, and how many calls of the student's function it took."""
    calls = []

    def ask(args: Any, kwargs: Any) -> Outcome:
        calls.append(args)
        try:
            return Outcome(wrong(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  # as a student's process would report it
            return Outcome(raised=type(error).__name__)

    def expect(args: Any, kwargs: Any) -> Expected | None:
        try:
            return Expected(reference(*args, **kwargs))
        except Exception:  # noqa: BLE001  # as the judge's side does
            return None

    expected = expect(start.args, start.kwargs)
    assert expected is not None
    seen = observe(start.args, start.kwargs, expected.value, ask(start.args, start.kwargs), SPEC)
    assert seen is not None
    return Search(ask, expect, SPEC).smallest(seen, others, draws), len(calls)


def test_an_example_is_of_the_kind_that_failed() -> None:
    """Of two mistakes the one on floats is not shown by the draw of integers, on which the other is made; nor by an empty one."""

    def wrong(x: Any) -> Any:
        return 0.0 * x.sum() if x.dtype.kind == "i" or not x.size else x.sum() + 1.0 * (len(x) > 2)

    floats, whole, none = Input((np.array([1.5, 2.0, 0.5, 4.0]),), {}), Input((np.array([1, 2]),), {}), Input((np.array([]),), {})
    right = Input((np.array([0.5, 2.5]),), {})
    found, _ = search(lambda x: x.sum() + (0.0 if x.size else 1.0), wrong, floats, (none, whole, right))
    assert found.args[0].dtype.kind == "f"
    assert found.args[0].shape == (3,)
    # Where no draw is of its kind, nothing better is known.
    found, _ = search(lambda x: x.sum() + (0.0 if x.size else 1.0), wrong, floats, (whole,))
    assert found.args[0].dtype.kind == "i"


def test_lengths_that_belong_together() -> None:
    """n in three arrays, T beside T+1: seen from inputs of different sizes."""
    groups = groups_of(batch(3, 5), [batch(1, 6), batch(4, 4)])
    shapes = [{(axis.path[0], axis.axis): offset for axis, offset in group.axes} for group in groups]
    assert shapes == [{(0, 0): 0, (1, 0): 0, (2, 0): 0}, {(0, 1): 0, (1, 1): 1}]


def cell(n: int, inputs: int, hidden: int) -> Input:
    rng = np.random.default_rng(n)
    shapes = ((n, inputs), (n, hidden), (inputs, 3 * hidden), (hidden, 3 * hidden), (3 * hidden,))
    return Input(tuple(rng.normal(size=shape) for shape in shapes), {})


def test_lengths_that_are_multiples_are_cut_together() -> None:
    """Gates side by side, (H, 3H): of each block the same entries are kept, and a fresh input of another length is legal, too."""
    known = [cell(2, 4, 3), cell(3, 2, 2), cell(1, 5, 1)]
    group = next(each for each in groups_of(known[0], known) if each.multiples)
    assert {times for _, times in group.multiples} == {3}
    smaller = cut(known[0], group, 2, last=True)
    assert smaller is not None
    assert [np.shape(arg) for arg in smaller.args] == [(2, 4), (2, 2), (4, 6), (2, 6), (6,)]
    np.testing.assert_array_equal(smaller.args[4], known[0].args[4][[1, 2, 4, 5, 7, 8]])
    for fresh in fresh_inputs(known, 40):
        _, h, w_x, w_h, b = (np.shape(arg) for arg in fresh.args)
        assert w_h == (h[1], 3 * h[1])
        assert (w_x[1], b) == (3 * h[1], (3 * h[1],))

    # With one size alone it is a guess, which whoever is asked confirms.
    def fails(given: Input) -> bool:
        x, h, w_x, w_h, b = (np.shape(arg) for arg in given.args)
        return (x[0], x[1]) == (h[0], w_x[0]) and w_h == (h[1], 3 * h[1]) and (w_x[1], b) == (3 * h[1], (3 * h[1],))

    assert [np.shape(arg) for arg in reduce_sizes(known[0], [], fails).args][1:4:2] == [(1, 1), (1, 3)]
    # A length that nothing changes says nothing, and one that is as long by chance may be cut alone.
    assert not any(each.multiples for each in groups_of(known[0], [known[0]]))
    start = Input((np.ones((3, 6)),), {})
    others = [start, Input((np.ones((2, 4)),), {})]
    found = reduce_sizes(start, others, lambda given: np.shape(given.args[0])[1] >= 1)
    assert np.shape(found.args[0]) == (1, 1)


def test_one_size_alone_ties_what_is_close() -> None:
    """With one input, three samples and four steps are cut together: less is cut away, and nothing that belongs together."""
    (group,) = groups_of(batch(3, 4), [])
    smaller = cut(batch(3, 4), group, 1, last=False)
    assert smaller is not None
    assert [np.shape(arg) for arg in smaller.args] == [(1, 2), (1, 3), (1,), ()]


def test_an_integer_that_is_a_size_shrinks_with_it() -> None:
    """A count given beside the array, and a list cut like an array."""
    given = Input(([1.0, 2.0, 3.0, 4.0], 4), {})
    (group,) = groups_of(given, [Input(([1.0, 2.0], 2), {})])
    smaller = cut(given, group, 2, last=True)
    assert smaller is not None
    assert smaller.args == ([3.0, 4.0], 2)


def test_samples_and_steps_are_dropped() -> None:
    """A sum for a mean shows on two samples of one step."""

    def reference(X: np.ndarray, S: np.ndarray, g: np.ndarray, w: float) -> Any:
        assert S.shape == (len(X), X.shape[1] + 1)
        return np.mean(X.sum(axis=1) * g) * w

    found, calls = search(reference, lambda X, S, g, w: np.sum(X.sum(axis=1) * g) * w, batch(20, 10), others=(batch(3, 5),))
    assert [np.shape(arg) for arg in found.args] == [(2, 1), (2, 2), (2,), ()]
    assert all(float(number).is_integer() for arg in found.args for number in np.ravel(arg))
    assert calls <= MAX_CALLS + 1


def test_numbers_become_simple() -> None:
    """Zeros where they may be, ones where they must be, a small integer where one is not enough."""

    def fails(given: Input) -> bool:
        x, y = given.args
        return bool(x[1] > 1.5 and y > 0.3)

    found = reduce_values(Input((np.array([3.7, 2.6, -1.4]), 0.73), {}), fails)
    assert (found.args[0].tolist(), found.args[1]) == ([0.0, 2.0, 0.0], 1.0)


def test_lengths_are_cut_again_when_numbers_are_simple() -> None:
    """Two classes are enough once every label is below two; at first none was."""

    def loss(scores: Any, labels: Any) -> Any:
        return np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(labels)), labels]

    start = Input((np.random.default_rng(0).normal(size=(4, 3)), np.array([2, 2, 2, 2])), {})
    seen, _ = search(lambda *args: loss(*args).mean(), lambda *args: loss(*args).sum(), start)
    np.testing.assert_array_equal(seen.args[0], np.zeros((2, 2)))
    np.testing.assert_array_equal(seen.args[1], [0, 0])


def test_the_dtype_stays() -> None:
    """An integer array remains one, and so does a number."""
    found = reduce_values(Input((np.array([7, 8, 9]), 5, True), {}), lambda given: given.args[0][2] > 0)
    assert (found.args[0].dtype.kind, found.args[0].tolist(), found.args[1], found.args[2]) == ("i", [0, 0, 1], 0, False)


def test_another_failure_does_not_count() -> None:
    """A wrong value is not made smaller into an exception, and a shape not into a value."""

    def wrong(x: np.ndarray) -> Any:
        if len(x) < 3:
            raise ValueError
        return 2 * np.sum(x)

    found, _ = search(np.sum, wrong, Input((np.arange(1.0, 9.0),), {}))
    failure = failure_of(found)
    assert failure is not None
    assert (failure.kind, len(found.args[0])) == ("value", 3)


def test_an_exception_is_made_smaller() -> None:
    """The smallest input that raises the same."""
    found, _ = search(np.sum, lambda x: x[4] / 1, Input((np.arange(1.0, 4.0),), {}))
    assert (found.outcome.raised, found.args[0].tolist()) == ("IndexError", [0.0])


def test_what_the_reference_refuses_is_no_input() -> None:
    """The reference asks for two entries that differ."""

    def reference(x: np.ndarray) -> Any:
        if len(x) < 2 or x[0] == x[1]:
            raise ValueError
        return np.var(x)

    found, _ = search(reference, lambda x: 2 * np.var(x), Input((np.array([0.3, 2.9, 4.1, 5.5]),), {}))
    assert len(found.args[0]) == 2
    assert found.args[0][0] != found.args[0][1]


def test_zero_is_no_lesson() -> None:
    """An answer of zero says little; another is preferred."""
    found, _ = search(lambda x: 3 * x, lambda x: x + 1, Input((np.array([0.7, 2.2]),), {}))
    assert found.expected.any()


def test_the_budget_is_kept() -> None:
    """However stubborn the function: no more calls than the budget, and the best so far is the answer."""
    stubborn = np.random.default_rng(3).normal(size=(6, 4))

    def wrong(x: np.ndarray) -> Any:
        return x + (1e-3 if np.array_equal(np.sign(x), np.sign(stubborn[: len(x), : x.shape[1]])) else 0)

    found, calls = search(lambda x: x, wrong, Input((stubborn,), {}))
    assert calls <= MAX_CALLS + 1
    assert failure_of(found) is not None
    asked = []

    def one(args: object, _: object) -> Outcome:
        asked.append(args)
        return Outcome(1.0)

    hunt = Search(one, lambda args, kwargs: Expected(1.0), SPEC, Budget(calls=2))
    start = observe((5.5,), {}, 1.0, Outcome(0.0), SPEC)
    assert start is not None
    assert hunt.smallest(start, (), ()).args == (5.5,)
    assert len(asked) == 2


def test_a_process_that_dies_ends_the_search() -> None:
    """What was found before stands."""
    answers = iter([Outcome(2.0), Outcome(stopped=True), Outcome(2.0)])
    hunt = Search(lambda args, kwargs: next(answers), lambda args, kwargs: Expected(1.0), SPEC)
    start = observe((5.0,), {}, 1.0, Outcome(2.0), SPEC)
    assert start is not None
    assert hunt.smallest(start, (), ()).args == (0.0,)
    assert len(list(answers)) == 1


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 99))
def test_cutting_keeps_what_belongs_together(n: int, steps: int, seed: int) -> None:
    """Whatever fails, the relations between the lengths hold in every candidate."""
    seen = []

    def fails(given: Input) -> bool:
        seen.append(given)
        return bool((seed >> (len(seen) % 7)) & 1)

    reduce_sizes(batch(n, steps), [batch(2, 5), batch(5, 2), batch(4, 4)], fails)
    for each in seen:
        X, S, g, _ = each.args
        assert S.shape == (X.shape[0], X.shape[1] + 1)
        assert g.shape == (X.shape[0],)


def test_the_authors_draws_come_first() -> None:
    """Simplest first, the same on every run; values of a draw are not touched."""
    pairs = st.integers(1, 4).flatmap(lambda n: st.tuples(*[st.lists(st.integers(-3, 3).map(float), min_size=n, max_size=n)] * 2))
    draws = draw_inputs(pairs)
    assert draws == draw_inputs(pairs)
    sizes = [len(draw.args[0]) for draw in draws]
    assert sizes == sorted(sizes)
    assert all(len(draw.args[0]) == len(draw.args[1]) for draw in draws)
    start = Input(([0.5, 1.5, 2.5], [0.25, 0.75, 4.0]), {})
    found, _ = search(lambda y, t: np.dot(y, t), lambda y, t: np.dot(y, t) * len(y), start, draws)
    assert len(found.args[0]) == 2
    assert found.args in [draw.args for draw in draws]


def test_a_table_of_strategies_is_checked() -> None:
    """A mistyped function, or something that draws nothing, is the author's error and named."""
    assert strategies_of({}, ("f",)) == {}
    for table in ({"g": st.integers()}, {"f": [1, 2]}, [st.integers()]):
        with pytest.raises(AssignmentError, match="STRATEGIES"):
            strategies_of({"STRATEGIES": table}, ("f",))


def test_lengths_are_found_in_containers() -> None:
    """Parameters in a dict, layers in a list."""
    given = Input(({"W": np.zeros((2, 3)), "b": np.zeros(3)},), {"sizes": [1, 2, 3]})
    assert sorted(length for length in lengths_of(given).values()) == [2, 3, 3, 3]


def slid(image: Any, window: Any, stride: int, pad: int, *, step: int) -> Any:
    if pad >= min(image.shape) or min(window.shape) < 2:
        raise ValueError("nobody means such a window")
    big = np.pad(image, pad)
    rows, columns = window.shape
    shape = tuple((length - side) // stride + 1 for length, side in zip(big.shape, window.shape, strict=True))
    parts = [big[i * step :, j * step :][:rows, :columns] for i, j in np.ndindex(shape)]
    return np.array([(part * window).sum() for part in parts]).reshape(shape)


def test_single_numbers_are_simplified_before_the_arrays() -> None:
    """A stride that is ignored: with the padding of the suite no row can go, and an image of zeros has to stay as it is."""
    rng = np.random.default_rng(0)
    start = Input((rng.normal(size=(7, 5)), rng.normal(size=(2, 4)), 2, 2), {})
    other = Input((rng.normal(size=(4, 4)), rng.normal(size=(2, 2)), 1, 0), {})
    best, calls = search(lambda *given: slid(*given, step=given[2]), lambda *given: slid(*given, step=1), start, others=(other,))
    assert best.args[0].shape == best.args[1].shape == (2, 2)
    assert best.args[2:] == (2, 1)
    assert calls <= MAX_CALLS
