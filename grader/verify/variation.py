"""Inputs made of known ones: every argument on its own, and in the groups that fit. Pure but for asking the function.

``varied`` is the one way in. Each input comes with its ``Probe``: what was varied, as data, so that it can be said which conditions
no case of a suite has. What all known inputs have in common (whole numbers, rows that add up to one) is kept; what the function
refuses is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Literal

import numpy as np

from grader.judge.explain.entries import PROPERTIES
from grader.judge.explain.fresh import redrawn_array, with_length
from grader.judge.explain.inputs import Axis, Group, Input, Leaf, Path, leaves_of, length_of, replaced
from grader.judge.running.outcome import fingerprint, is_finite
from grader.verify.axes import Ask, axis_groups, base_of
from grader.verify.stated import Stated

# What stays true of an array of real numbers at a place if it is true of every one that is known.
KEPT = (
    "not_negative", "not_positive", "at_most_one", "rows_sum_to_one", "columns_sum_to_one", "all_sum_to_one", "rows_of_logarithms",
    "rows_of_length_one", "columns_of_length_one", "sorted", "symmetric", "positive_definite", "zero_diagonal", "unit_diagonal",
    "upper", "lower", "permutation",
)  # fmt: skip
# From fewer numbers nothing is concluded about the others.
TELLING = 8
SMALL = (1, 2, 3, 4, 5)
# Lengths that no two groups share.
APART = (2, 3, 4, 5, 7, 6)
ROUNDS = 6
HUGE, TINY = 1e3, 1e-3
MAX_PAIRS = 6

Kind = Literal["length", "apart", "equal", "number", "numbers", "flag", "text", "values", "mixed"]


@dataclass(frozen=True, slots=True)
class Probe:
    """What was varied: which lengths or arguments, and what they became. ``value`` names a way to fill arrays."""

    kind: Kind
    places: tuple[Axis | Path, ...] = ()
    value: int | float | str = ""


@dataclass(frozen=True, slots=True)
class Varied:
    """An input that the function answers with finite numbers."""

    given: Input
    probe: Probe


def varied(known: Sequence[Input], ask: Ask, stated: Stated | None = None, texts: Sequence[str] = ()) -> Iterator[Varied]:
    """Inputs like ``known`` that are not among them, the plainest first; the same ones every time.

    ``known`` have the same places (see ``alike``). ``stated``: what the docstring calls their lengths (``stated_lengths``);
    ``texts``: what a text may be besides (``stated_texts``).
    """
    own = _Own(known, axis_groups(known, ask, stated), base_of(known, ask), texts)
    seen = {fingerprint(each.args, each.kwargs) for each in known}
    for each in own.all():
        told = fingerprint(each.given.args, each.given.kwargs)
        if told not in seen and own.is_like(each.given):
            seen.add(told)
            if _answers(each.given, ask):
                yield each


def alike(known: Sequence[Input]) -> list[list[Input]]:
    """Inputs sorted by their form: the places of their numbers, and of what kind and how many dimensions these are."""
    found: dict[object, list[Input]] = {}
    for given in map(_plain, known):
        leaves = leaves_of(given, texts=True)
        form = tuple((leaf.path, leaf.kind, leaf.array.ndim) for leaf in leaves), len(given.args), tuple(given.kwargs)
        found.setdefault(form, []).append(given)
    return list(found.values())


def _plain(given: Input) -> Input:
    """With NumPy's single numbers in lists as Python's, so that the list is seen to be a row of numbers."""

    def listed(value: object) -> object:
        if type(value) is list and value and all(isinstance(each, np.number) for each in value):
            return [each.item() for each in value]
        if type(value) in (list, tuple):
            return type(value)(listed(each) for each in value)  # type: ignore[call-arg, attr-defined]
        return {key: listed(each) for key, each in value.items()} if type(value) is dict else value

    return Input(tuple(listed(arg) for arg in given.args), {name: listed(value) for name, value in given.kwargs.items()})


def _answers(given: Input, ask: Ask) -> bool:
    try:
        with np.errstate(all="ignore"):
            return is_finite(ask(given))
    except Exception:  # noqa: BLE001  # whatever it is, such an input is not meant
        return False


class _Own:
    """What is known of one form of input: its groups, which numbers stand where, and what these have in common."""

    def __init__(self, known: Sequence[Input], groups: Sequence[Group], base: Input | None, texts: Sequence[str]) -> None:
        self._known, self._groups, self._base, self._words = known, tuple(groups), base, texts
        self._rng = np.random.default_rng(22)
        self._columns: dict[Path, list[Leaf]] = {}
        for given in known:
            for leaf in leaves_of(given, texts=True):
                self._columns.setdefault(leaf.path, []).append(leaf)
        self._kept = {path: _in_common(column) for path, column in self._columns.items()}
        self._sizes = {axis.path for group in self._groups for axis, _ in group.axes if axis.axis < 0}

    def all(self) -> Iterator[Varied]:
        if self._base is None:
            return
        base = self._real(self._base)
        yield from self._numbers(base)
        yield from self._lengths(base)
        yield from self._together(base)
        yield from self._values(base)
        yield from self._pairs(base)
        yield from self._mixed(base)

    def is_like(self, given: Input) -> bool:
        """Whether every array has what all the known ones at its place have in common."""
        return _has_all(given, self._kept)

    def _real(self, base: Input) -> Input:
        """With fractions where some known input has them: whole numbers are seldom telling."""
        for leaf in leaves_of(base):
            others = [each.array for each in self._columns[leaf.path] if each.array.dtype.kind == "f" and each.array.size]
            if leaf.array.dtype.kind in "iub" and leaf.array.ndim and others:
                base = replaced(base, leaf.path, np.resize(others[0].reshape(-1), leaf.array.shape))
        return base

    def _lengths(self, base: Input) -> Iterator[Varied]:
        for group in self._groups:
            for length in dict.fromkeys((1, 2, length_of(base, group) + 1, length_of(base, group) + 2, *SMALL)):
                yield Varied(with_length(base, group, length, self._rng), Probe("length", (group.axes[0][0],), length))

    def _together(self, base: Input) -> Iterator[Varied]:
        """All lengths different, in several ways; then each pair of them equal."""
        count = len(self._groups)
        for turn in range(ROUNDS if count > 1 else 0):
            lengths = self._rng.permutation(np.array((APART * count)[: max(count, len(APART))]))[:count]
            given = self._with_lengths(base, lengths)
            for each in (given, *(self._small_numbers(given) if turn < ROUNDS // 2 else ())):
                yield Varied(each, Probe("apart", tuple(group.axes[0][0] for group in self._groups)))
        for one, other in list(combinations(self._groups, 2))[:20]:
            for length in (2, 3):
                given = with_length(with_length(base, one, length, self._rng), other, length, self._rng)
                yield Varied(given, Probe("equal", (one.axes[0][0], other.axes[0][0]), length))
        for length in SMALL[:3]:
            yield Varied(self._with_lengths(base, [length] * count), Probe("equal", (), length))

    def _with_lengths(self, base: Input, lengths: Sequence[int] | np.ndarray) -> Input:
        for group, length in zip(self._groups, lengths, strict=True):
            base = with_length(base, group, int(length), self._rng)
        return base

    def _free(self, given: Input) -> list[Leaf]:
        return [leaf for leaf in leaves_of(given) if leaf.is_number and leaf.path not in self._sizes]

    def _choices(self, leaf: Leaf) -> list[int | float | bool]:
        """What a single number may be, the plainest first; of the sign that all known ones have, where that is told by several."""
        now = leaf.array.item()
        own = [each.array.item() for each in self._columns[leaf.path]]
        if leaf.array.dtype.kind == "b":
            return [not now]
        if leaf.array.dtype.kind in "iu":
            near = sorted({value + step for value in own for step in (-1, 1)})
            choices: list[int | float | bool] = [1, 2, 0, 3, *own, *near, -1]
        else:
            choices = [1.0, 0.0, 0.5, 2.0, -1.0, *own, now * 2, now / 2, -now, now * HUGE]
        if min(own) >= 0:
            choices = [value for value in choices if value >= 0]
        return [value for value in dict.fromkeys(choices) if value != now]

    def _small_numbers(self, given: Input) -> Iterator[Input]:
        """The whole numbers as small as can be: one by one, and together."""
        whole = [leaf for leaf in self._free(given) if leaf.array.dtype.kind in "iu"]
        for values in list(product((1, 2, 0), repeat=len(whole)))[:9] if whole else ():
            changed = given
            for leaf, value in zip(whole, values, strict=True):
                changed = replaced(changed, leaf.path, np.asarray(value, leaf.array.dtype))
            yield changed

    def _numbers(self, base: Input) -> Iterator[Varied]:
        for leaf in self._free(base):
            kind: Kind = "flag" if leaf.array.dtype.kind == "b" else "number"
            for value in self._choices(leaf):
                yield Varied(replaced(base, leaf.path, np.asarray(value, leaf.array.dtype)), Probe(kind, (leaf.path,), value))
        for leaf in leaves_of(base, texts=True):
            if leaf.kind is str:
                yield from self._texts(base, leaf)

    def _texts(self, base: Input, leaf: Leaf) -> Iterator[Varied]:
        own = list(dict.fromkeys("".join(each.array.tolist()) for each in self._columns[leaf.path]))
        now = "".join(leaf.array.tolist())
        known = (*own, *self._words)
        for text in dict.fromkeys((*known, "", now[:1], now[1:], now[::-1], now + now, now.swapcase(), f"{now} 1, {now.title()}!")):
            array = np.empty(len(text), dtype=object)
            array[:] = list(text)
            yield Varied(replaced(base, leaf.path, array), Probe("text", (leaf.path,), text))

    def _pairs(self, base: Input) -> Iterator[Varied]:
        """Two single numbers at a time, at several lengths."""
        free = [leaf for leaf in self._free(base) if leaf.array.dtype.kind != "b"]
        for one, other in list(combinations(free, 2))[:MAX_PAIRS]:
            for first, second in product(self._choices(one)[:4], self._choices(other)[:4]):
                given = replaced(base, one.path, np.asarray(first, one.array.dtype))
                given = replaced(given, other.path, np.asarray(second, other.array.dtype))
                yield Varied(given, Probe("numbers", (one.path, other.path)))

    def _values(self, base: Input) -> Iterator[Varied]:
        """The entries of one array at a time filled in a telling way; then of all arrays of fractions."""
        arrays = [leaf for leaf in leaves_of(base) if leaf.array.ndim and leaf.array.size]
        fractions = [leaf for leaf in arrays if leaf.array.dtype.kind == "f"]
        for name, fill in FILLS.items():
            for some in ([leaf] for leaf in fractions):
                yield Varied(self._filled(base, some, fill), Probe("values", tuple(leaf.path for leaf in some), name))
            if len(fractions) > 1:
                yield Varied(self._filled(base, fractions, fill), Probe("values", tuple(leaf.path for leaf in fractions), name))
        for leaf in arrays:
            if leaf.array.dtype.kind in "iub":
                for _ in range(ROUNDS):
                    yield Varied(replaced(base, leaf.path, self._drawn(leaf)), Probe("values", (leaf.path,), "drawn"))

    def _filled(self, base: Input, leaves: Sequence[Leaf], fill: Callable[[np.ndarray], np.ndarray]) -> Input:
        for leaf in leaves:
            # What is zero in every known input by agreement, as a first column of states, stays zero.
            new = np.where(leaf.array == 0, leaf.array, fill(leaf.array)).astype(leaf.array.dtype)
            base = replaced(base, leaf.path, new)
        return base

    def _drawn(self, leaf: Leaf) -> np.ndarray:
        """Marks and counts drawn anew among those that are known."""
        own = np.concatenate([each.array.reshape(-1) for each in self._columns[leaf.path] if each.array.dtype == leaf.array.dtype])
        drawn = self._rng.choice(own, size=leaf.array.shape) if own.size else leaf.array
        return self._rng.permutation(leaf.array) if "permutation" in self._kept[leaf.path] else drawn

    def _mixed(self, base: Input) -> Iterator[Varied]:
        """Everything drawn anew: lengths, single numbers, entries."""
        for turn in range(10 * ROUNDS):
            given = self._known[turn % len(self._known)] if turn % 3 == 2 else base
            if turn % 3 != 2:
                given = self._with_lengths(given, self._rng.integers(1, 6, size=len(self._groups)))
            for leaf in self._free(given):
                choices = self._choices(leaf)[:6]
                if choices and turn % 2:
                    value = choices[int(self._rng.integers(len(choices)))]
                    given = replaced(given, leaf.path, np.asarray(value, leaf.array.dtype))
            for leaf in leaves_of(given):
                if leaf.array.ndim and leaf.array.size:
                    new = redrawn_array(leaf.array, self._rng) if leaf.array.dtype.kind == "f" else self._drawn(leaf)
                    given = replaced(given, leaf.path, new)
            yield Varied(given, Probe("mixed"))


def _ties(array: np.ndarray) -> np.ndarray:
    return np.asarray(np.sign(array) * np.ceil(np.abs(array)))


# Ways to fill an array; each is given the old one.
FILLS: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    "zeros": np.zeros_like,
    "ones": np.ones_like,
    "minus ones": lambda a: -np.ones_like(a),
    "negated": lambda a: -a,
    "whole": lambda a: np.rint(3 * a / (np.abs(a).max() or 1.0)),
    "ties": _ties,
    "counted": lambda a: np.arange(1.0, a.size + 1).reshape(a.shape),
    "counted down": lambda a: np.arange(float(a.size), 0.0, -1.0).reshape(a.shape),
    "huge": lambda a: a * HUGE,
    "tiny": lambda a: a * TINY,
    "far from zero": lambda a: a + HUGE,
    "far below zero": lambda a: a - HUGE,
}


def is_like(known: Sequence[Input], given: Input) -> bool:
    """Whether every array has what all the known ones at its place have in common."""
    columns: dict[Path, list[Leaf]] = {}
    for each in known:
        for leaf in leaves_of(each):
            columns.setdefault(leaf.path, []).append(leaf)
    return _has_all(given, {path: _in_common(column) for path, column in columns.items()})


def _has_all(given: Input, kept: Mapping[Path, tuple[str, ...]]) -> bool:
    arrays = [leaf for leaf in leaves_of(given) if leaf.array.size]
    return all(_holds(name, leaf.array) for leaf in arrays for name in kept.get(leaf.path, ()))


def _in_common(column: Sequence[Leaf]) -> tuple[str, ...]:
    arrays = [leaf.array for leaf in column if leaf.array.dtype.kind in "iuf" and leaf.array.ndim and leaf.array.size]
    if not arrays or sum(array.size for array in arrays) < TELLING:
        return ()
    return tuple(name for name in KEPT if all(_holds(name, array) for array in arrays))


def _holds(name: str, array: np.ndarray) -> bool:
    try:
        with np.errstate(all="ignore"):
            return array.dtype.kind not in "iuf" or PROPERTIES[name](array)
    except np.linalg.LinAlgError:  # no convergence: then nothing is known
        return False
