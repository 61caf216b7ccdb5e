"""Inputs varied: which lengths belong together is learned by asking, and what all inputs have in common is kept."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from grader.judge.explain.inputs import Input, lengths_of
from grader.verify.axes import axis_groups
from grader.verify.conditions import missing
from grader.verify.stated import stated_lengths, stated_texts
from grader.verify.variation import varied

RNG = np.random.default_rng(5)


def normal(*shape: int) -> np.ndarray:
    return RNG.normal(size=shape)


def asked(function: Callable[..., object]) -> Callable[[Input], object]:
    return lambda given: function(*given.args, **given.kwargs)


def grouped(function: Callable[..., object], *known: tuple[object, ...], docstring: str | None = None) -> set[frozenset[str]]:
    """The groups as sets of ``argument.axis``."""
    names = [chr(ord("a") + place) for place in range(len(known[0]))]
    stated = stated_lengths(docstring, names)
    groups = axis_groups([Input(each, {}) for each in known], asked(function), stated)
    return {frozenset(f"{names[int(axis.path[0])]}.{axis.axis}" for axis, _ in (*g.axes, *g.multiples)) for g in groups}


def correlate(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    out = np.zeros((a.shape[0] - b.shape[0] + 1, a.shape[1] - b.shape[1] + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(b * a[i : i + b.shape[0], j : j + b.shape[1]])
    return out


def step(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray, e: np.ndarray) -> np.ndarray:
    """x (n, D), h (n, H), W (D, H), U (H, H), bias (H,)."""
    return np.asarray(np.tanh(a @ c + b @ d + e))


def through_time(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> float:
    """X (n, T), S (n, T+1), g (n,): the last column of S is never read."""
    return float(sum(np.mean(c * a[:, k - 1] * b[:, k - 1]) for k in range(a.shape[1], 0, -1)))


def gates(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """h (n, H), W (H, 4 H)."""
    i, f, g, o = np.split(a @ b, 4, axis=1)
    return np.asarray(i * f * a + g * o)


def test_squares_come_apart() -> None:
    """Height and width that are equal by habit are two lengths; so are those of the kernel."""
    known = [(normal(4, 4), normal(2, 2)), (normal(6, 6), normal(3, 3))]
    assert grouped(correlate, *known) == {frozenset({each}) for each in ("a.0", "a.1", "b.0", "b.1")}


@pytest.mark.parametrize("size", [3, 1])
def test_lengths_that_only_go_together_stay_together(size: int) -> None:
    """Of a step with all sizes equal, n and D are found; the square matrix keeps H where its docstring says so."""
    known = tuple(normal(*[size] * axes) for axes in (2, 2, 2, 2, 1))
    docstring = "a : array (n, D)\nb : array (n, H)\nc : array (D, H)\nd : array (H, H)\ne : array (H,)\n"
    assert grouped(step, known, docstring=docstring) == {
        frozenset({"a.0", "b.0"}),
        frozenset({"a.1", "c.0"}),
        frozenset({"b.1", "c.1", "d.0", "d.1", "e.0"}),
    }


@pytest.mark.parametrize("shape", [(3, 5), (4, 4), (1, 1)])
def test_what_is_never_read_makes_no_length_free(shape: tuple[int, int]) -> None:
    """X and S of T and T + 1 columns stay together, though the function would take a longer S and never look at the end."""
    n, steps = shape
    found = grouped(through_time, (normal(n, steps), normal(n, steps + 1), normal(n)))
    assert found == {frozenset({"a.0", "b.0", "c.0"}), frozenset({"a.1", "b.1"})}


def test_multiples_follow() -> None:
    found = axis_groups([Input((normal(3, 2), normal(2, 8)), {}), Input((normal(2, 3), normal(3, 12)), {})], asked(gates))
    assert any({axis.axis: times for axis, times in group.multiples} == {1: 4} for group in found)


def test_multiples_of_an_only_input_are_guessed_by_asking() -> None:
    """Of one shape alone, four gates of three units are no twelve columns of their own."""
    (group,) = [group for group in axis_groups([Input((normal(2, 3), normal(3, 12)), {})], asked(gates)) if group.multiples]
    assert [(axis.axis, times) for axis, times in group.multiples] == [(1, 4)]


def test_every_variation_is_answered_and_none_is_known() -> None:
    """The same ones every time; all lengths differ somewhere, each is one somewhere, and a number takes its small values."""

    def pooled(x: np.ndarray, size: int, pad: int) -> np.ndarray:
        padded = np.pad(x, ((pad, pad), (pad, pad)))
        return padded[:: max(size, 1), :: max(size, 1)] * 1.0

    known = [Input((normal(4, 4), 2, 1), {}), Input((normal(6, 6), 2, 2), {})]
    found = list(varied(known, asked(pooled)))
    again = list(varied(known, asked(pooled)))
    assert [each.probe for each in found] == [each.probe for each in again]
    shapes = {each.given.args[0].shape for each in found}
    assert any(height != width for height, width in shapes)
    assert any(1 in shape for shape in shapes)
    assert {0, 1} <= {each.given.args[2] for each in found}
    assert {1, 3} <= {each.given.args[1] for each in found}


def test_what_all_inputs_have_in_common_is_kept() -> None:
    """Rows of probabilities stay rows of probabilities, marks stay marks, zeros that stand for something stay zeros."""
    rows = [RNG.dirichlet(np.ones(4), size=3) for _ in range(3)]
    marks = [RNG.integers(0, 4, size=3) for _ in range(3)]
    states = [np.hstack([np.zeros((3, 1)), normal(3, 2)]) for _ in range(3)]
    known = [Input(each, {}) for each in zip(rows, marks, states, strict=True)]
    found = list(varied(known, asked(lambda p, y, s: np.log(p[np.arange(len(y)), y]).sum() + s.sum())))
    assert len(found) > 20
    for each in found:
        p, y, s = each.given.args
        assert np.allclose(p.sum(axis=1), 1.0)
        assert set(y.tolist()) <= {0, 1, 2, 3}
        assert not s[:, 0].any()


def test_dictionaries_and_texts_are_varied_too() -> None:
    known = [Input(({"w": normal(2, 2), "rate": 0.5}, "abba"), {})]
    found = [each.given for each in varied(known, asked(lambda p, text: p["w"].sum() * p["rate"] + len(text)))]
    assert {"", "a"} <= {given.args[1] for given in found}
    assert any(any(each.isupper() for each in given.args[1]) for given in found), "who forgets capitals is told apart"
    assert any({" ", ",", "1"} <= set(given.args[1]) for given in found)
    assert {0.0, 1.0} <= {given.args[0]["rate"] for given in found}
    assert any(given.args[0]["w"].shape[0] != given.args[0]["w"].shape[1] for given in found)
    ones = [each.given for each in varied([Input((normal(1), "a"), {})], asked(lambda x, text: x.sum() + len(text)))]
    assert any(given.args[0].size > 1 for given in ones)


def reduced(x: np.ndarray, reduction: str = "mean") -> object:
    return x.size if reduction == "count" else _by_mode(x, reduction)


def _by_mode(x: np.ndarray, mode: str) -> object:
    return x.mean() if mode in ("mean", "average") else x.sum()


def test_a_text_is_what_the_code_knows_too() -> None:
    """A suite that always leaves it as it is says nothing of the others."""
    texts = stated_texts(reduced)
    assert {"count", "mean", "average"} <= set(texts)
    found = [each.given for each in varied([Input((normal(3), "mean"), {})], asked(reduced), {}, texts)]
    assert {"count", "average"} <= {given.args[1] for given in found}
    assert stated_texts(np.sin) == ()


def conditions(function: Callable[..., object], parameters: Sequence[str], *known: tuple[object, ...]) -> set[tuple[str, ...]]:
    inputs = [Input(each, {}) for each in known]
    groups = axis_groups(inputs, asked(function))
    found = missing("f", inputs, groups, list(varied(inputs, asked(function))), parameters)
    return {(each.kind, *each.names) for each in found}


def test_conditions_that_no_case_has() -> None:
    """Squares only, one stride, never below the window, never a length of one: each is named as Python writes it."""

    def windows(x: np.ndarray, w: np.ndarray, stride: int) -> np.ndarray:
        return correlate(x, w)[::stride, ::stride]

    found = conditions(windows, ("x", "w", "stride"), (normal(4, 4), normal(2, 2), 2), (normal(6, 6), normal(2, 2), 2))
    assert {
        ("never_apart", "x.shape[0]", "x.shape[1]"),
        ("always", "stride"),
        ("never_below", "stride", "w.shape[0]"),
        ("never_one", "w.shape[0]"),
    } <= found
    more = [(normal(4, 5), normal(2, 3), 1), (normal(6, 4), normal(1, 1), 2), (normal(3, 3), normal(3, 2), 3)]
    better = conditions(windows, ("x", "w", "stride"), *more)
    assert not {each for each in better if each[0] in ("never_apart", "always", "never_below")}


def test_lengths_that_a_docstring_states() -> None:
    text = (
        'X, Y : array (n, T)\nS : array (n, T+1), the states\nk : int >= 1 (see below)\nparams : dict\n    "W" (D, 4H), "b" (4H,)\n'
    )
    assert stated_lengths(text, ["X", "Y", "S", "k", "params"]) == {
        (0,): ("n", "T"),
        (1,): ("n", "T"),
        (2,): ("n", "T"),
        (4, "W"): ("D", "H"),
        (4, "b"): ("H",),
    }
    assert stated_lengths("delta : array (N-K+1,)\n", ["delta"]) == {}


def test_an_input_that_nothing_is_known_of() -> None:
    assert lengths_of(Input((1.0,), {})) == {}
    assert list(varied([], asked(lambda: 0))) == []
