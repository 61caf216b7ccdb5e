"""What a rule leaves free: signs, factors, orders, transposes. Is there a choice that makes the value right? Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from grader.errors import AssignmentError
from grader.grading.alignment import Aligned, Compared
from grader.grading.closeness import compare_arrays
from grader.grading.entries import finite
from grader.grading.slices import Slices
from grader.grading.tally import blocks
from grader.model import Mismatch, Rule, UpTo


def compare_up_to(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> Mismatch | None:
    """As ``compare_arrays``, for the choice of what ``rule.up_to`` leaves free that fits best.

    Raises AssignmentError also where the expected value has no such axis.
    """
    return nearest(actual, expected, rule)[0]


def nearest(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> Compared:
    """The same, with the value as it was aligned: for whoever shows which entries the mismatch counts."""
    up_to = rule.up_to
    _refuse_axes(expected, up_to)
    best: Compared = compare_arrays(actual, expected, rule), Aligned.plainly(actual, expected, rule)
    first = best[0]
    if first is None or up_to is None or first.kind == "dtype":
        return best
    found = first
    for place, turned in enumerate(_orientations(actual, up_to.transpose)):
        plain = first if place == 0 else compare_arrays(turned, expected, rule)
        compared = _compare_turned(turned, expected, rule, up_to, plain)
        mismatch = compared[0]
        if mismatch is None:
            return compared
        if found.kind == "shape" or (mismatch.kind == "value" and mismatch.wrong < found.wrong):
            found, best = mismatch, compared
    return replace(found, up_to=freedoms(up_to)), best[1]


def freedoms(up_to: UpTo) -> tuple[str, ...]:
    """What is free, by the names of the keys."""
    found = (up_to.factor, "permutation" if up_to.order else "", "transpose" if up_to.transpose is not None else "")
    return tuple(name for name in found if name)


def _refuse_axes(expected: np.ndarray, up_to: UpTo | None) -> None:
    if up_to is None:
        return
    axes = [up_to.factor_axis if up_to.factor else None, up_to.order_axis if up_to.order == "slices" else None]
    axes += list(up_to.transpose or ())
    for axis in axes:
        if axis is not None and not -expected.ndim <= axis < expected.ndim:
            raise AssignmentError(
                f"the rule's up_to names axis {axis}, but the reference returned an array of {expected.ndim} dimensions; "
                "name an axis that it has, or give this output a rule of its own"
            )


def _orientations(actual: np.ndarray, transpose: tuple[int, ...] | None) -> Iterator[np.ndarray]:
    yield actual
    if transpose == ():
        yield actual.T
    elif transpose is not None and all(-actual.ndim <= axis < actual.ndim for axis in transpose):
        yield np.swapaxes(actual, *transpose)


def _compare_turned(actual: np.ndarray, expected: np.ndarray, rule: Rule, up_to: UpTo, plain: Mismatch | None) -> Compared:
    aligned = Aligned.plainly(actual, expected, rule)
    if plain is None or aligned is None or plain.kind in ("shape", "dtype") or not (up_to.factor or up_to.order):
        return plain, aligned
    if up_to.order == "labels":
        return _compare_labels(aligned, rule, plain)
    slices = Slices.of(aligned.actual, aligned.expected, rule, up_to)
    return slices.compare_ordered() if up_to.order == "slices" else slices.compare()


def _compare_labels(aligned: Aligned, rule: Rule, plain: Mismatch) -> Compared:
    """Values that are only names: right where they can be renamed one to one. Compared exactly, whatever the kind."""
    actual, expected = aligned.actual, aligned.expected
    forbidden = (rule.nan == "forbid" or rule.inf == "forbid") and not all(finite(part).all() for _, (part,) in blocks(actual))
    if forbidden:
        return plain, aligned
    names, ours = np.unique(actual.reshape(-1), return_inverse=True)
    others, theirs = np.unique(expected.reshape(-1), return_inverse=True)
    codes = ours.astype(np.int64) * len(others) + theirs
    pairs, counts = np.unique(codes, return_counts=True)
    if len(pairs) == len(names) == len(others):
        return None, aligned
    # The most frequent pairs first; what a name is not chosen for is wrong.
    left, right, kept = set(range(len(names))), set(range(len(others))), []
    for place in np.argsort(-counts, kind="stable").tolist():
        one, other = divmod(int(pairs[place]), len(others))
        if one in left and other in right:
            left.remove(one)
            right.remove(other)
            kept.append(int(pairs[place]))
    mask = ~np.isin(codes, kept).reshape(expected.shape)
    mismatch = Mismatch(kind="value", rule=rule.kind, wrong=int(mask.sum()), total=int(expected.size))
    return mismatch, replace(aligned, mask=mask)
