"""Which entries are wrong: only the last sample, only the first step, only the borders; and values that are an argument's. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np

from grader.judge.explain.arrangement import axis_words
from grader.judge.explain.inputs import leaves_of
from grader.judge.explain.parts import Output, Pair
from grader.judge.explain.sizes import argument_name
from grader.model import Finding

TELLING = 2
MAX_SLICES = 64
# So many slices at one end may be right whatever the length is.
MAX_RIGHT = 2
# Of so many outputs every order is tried.
MAX_OUTPUTS = 5


def about_places(output: Output) -> Finding | None:
    """The entries that are wrong in every wrong value, where all others are right."""
    wrong = output.wrong
    if len(wrong) < TELLING or not all(pair.same_shape and pair.expected.ndim for pair in wrong):
        return None
    dimensions = {pair.expected.ndim for pair in wrong}
    if len(dimensions) != 1:
        return None
    (ndim,) = dimensions
    for axis in range(ndim):
        if (found := _along(output, axis, ndim)) is not None:
            return found
    return _borders(output, ndim)


def _along(output: Output, axis: int, ndim: int) -> Finding | None:
    """Wrong in one slice of the axis and right in the others, or right in as many at one end, however many there are."""
    found = [_wrong_slices(pair, axis, output) for pair in output.wrong]
    masks = [mask for mask in found if mask is not None]
    # A length of one or two cannot tell the first from the last from all.
    long = [mask for mask in masks if len(mask) >= 3]
    if len(masks) < len(found) or len(long) < TELLING:
        return None
    where = axis_words(axis, ndim)
    for name, place in (("first", 0), ("last", -1)):
        if all(mask[place] and sum(mask) == 1 for mask in masks):
            return Finding(kind="wrong_only", name=name, words=where)
        if not any(_tells(np.take(pair.expected, place, axis=axis)) for pair in output.wrong):
            continue  # of a matrix with ones on its diagonal and zeros above that the first row is right with everybody
        ordered = [mask if place == 0 else mask[::-1] for mask in masks]
        right = {mask.index(True) for mask in ordered if True in mask}
        if len(right) == 1 and 0 < (count := right.pop()) <= MAX_RIGHT and len({len(mask) for mask in long}) > 1:
            return Finding(kind="right_only", name=name, words=where, value=float(count) if count > 1 else None)
    return None


def _tells(part: np.ndarray) -> bool:
    """Whether to have it right is something: zeros and ones are there before anything is computed."""
    return bool(((part != 0) & (part != 1)).any())


def _wrong_slices(pair: Pair, axis: int, output: Output) -> list[bool] | None:
    if not 0 < pair.expected.shape[axis] <= MAX_SLICES:
        return None
    actual, expected = np.moveaxis(pair.actual, axis, 0), np.moveaxis(pair.expected, axis, 0)
    return [not output.near(np.asarray(one), np.asarray(other)) for one, other in zip(actual, expected, strict=True)]


def _borders(output: Output, ndim: int) -> Finding | None:
    """Right inside, wrong somewhere on the rim of the last two axes (of a vector: at both ends)."""
    sides = min(ndim, 2)
    inside: Any = (..., *(slice(1, -1) for _ in range(sides)))
    telling = 0
    for pair in output.wrong:
        if pair.expected[inside].size == 0:
            continue
        if not output.near(pair.actual[inside], pair.expected[inside]):
            return None
        telling += bool(pair.expected[inside].any())  # zeros are right by chance
    return Finding(kind="borders") if telling >= TELLING else None


def about_arguments(output: Output, parameters: Sequence[str]) -> Finding | None:
    """The value is an argument as it came in."""
    wrong = output.wrong
    if len(wrong) < TELLING:
        return None
    for leaf in leaves_of(wrong[0].given):
        if leaf.array.ndim == 0 and wrong[0].expected.ndim:
            continue
        if all(_equals(pair, leaf.path) for pair in output.pairs):
            return Finding(kind="equal_to_input", name=argument_name(leaf.path, parameters))
    return None


def _equals(pair: Pair, path: object) -> bool:
    found = next((leaf.array for leaf in leaves_of(pair.given) if leaf.path == path), None)
    return found is not None and np.array_equal(found, pair.actual)


def across(outputs: Sequence[Output]) -> tuple[Finding, ...]:
    """What two outputs tell together: they are swapped, or one was returned twice."""
    for index, one in enumerate(outputs):
        for other in outputs[index + 1 :]:
            if len(one.pairs) != len(other.pairs):
                continue
            found = _together(one, other)
            if found is not None:
                return (found,)
    found = _reordered(outputs)
    return () if found is None else (found,)


def _reordered(outputs: Sequence[Output]) -> Finding | None:
    """Three or more outputs, every one of them right in the place of another."""
    count = len(outputs)
    if not 3 <= count <= MAX_OUTPUTS or len({len(each.pairs) for each in outputs}) > 1:
        return None
    rows = list(zip(*(each.pairs for each in outputs), strict=True))
    if sum(not all(pair.right for pair in row) for row in rows) < TELLING:
        return None
    fits = {
        (place, other)
        for place in range(count)
        for other in range(count)
        if all(outputs[other].near(row[place].actual, row[other].expected) for row in rows)
    }
    orders = [order for order in permutations(range(count)) if all(pair in fits for pair in enumerate(order))]
    if len(orders) != 1:
        return None
    names = tuple(each.name for each in outputs)
    return Finding(kind="outputs_reordered", outputs=tuple(names[place] for place in orders[0]), words=names)


def _together(one: Output, other: Output) -> Finding | None:
    pairs = list(zip(one.pairs, other.pairs, strict=True))
    wrong = sum(not (a.right and b.right) for a, b in pairs)
    if wrong < TELLING:
        return None
    # By the rule of what is expected there: that of the other may be none for a value of this form.
    crossed = [(other.near(a.actual, b.expected), one.near(b.actual, a.expected)) for a, b in pairs]
    if all(first and second for first, second in crossed):
        return Finding(kind="outputs_swapped", outputs=(one.name, other.name))
    if not one.wrong and all(second for _, second in crossed):
        return Finding(kind="returned_twice", outputs=(one.name, other.name))
    if not other.wrong and all(first for first, _ in crossed):
        return Finding(kind="returned_twice", outputs=(other.name, one.name))
    return None
