"""Two arrays and a rule: policies first (shape, dtype, NaN, infinities), then the numbers. Pure; block by block.

Knows one order of entries: what a rule leaves free (signs, orders, transposes) is ``freedoms``'s.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from grader.errors import AssignmentError
from grader.grading.entries import unequal
from grader.grading.forms import ENTRIES, dtype_of, misformed, shape_of
from grader.grading.measure import Measure, special, wrong_inf, wrong_nan
from grader.grading.tally import BLOCK, Tally, blocks, entries, entry_texts, number_text
from grader.model import Entry, Mismatch, MismatchKind, Rule

FLOATS = (float, np.float64)


def compare_arrays(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> Mismatch | None:
    """None where every entry keeps the rule, in the order in which they stand. ``credit`` and ``up_to`` are not looked at.

    Raises AssignmentError where ``expected`` breaks the rule's own policies.
    """
    plainly = settled(actual, expected, rule)
    if plainly is not None:
        return None if plainly else _described_plainly(actual, expected, rule)
    refuse_expected(expected, rule)
    fitted = fit(actual, expected, rule)
    if fitted is None:
        return misformed("shape", shape_of(expected), shape_of(actual), rule.kind)
    if not _dtype_fits(actual.dtype, expected.dtype, rule):
        return misformed("dtype", dtype_of(expected, rule), dtype_of(actual, rule), rule.kind)
    actual, expected = fitted
    measure = Measure.of(expected, rule)
    if measure.keeps(actual.reshape(1, -1), expected.reshape(1, -1)).all():
        return None
    return described(actual, expected, measure)


def agrees(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> bool:
    """Whether ``compare_arrays`` finds nothing, without a word on what it finds: for who asks often, of numbers."""
    plainly = settled(actual, expected, rule)
    if plainly is not None:
        return plainly
    refuse_expected(expected, rule)
    fitted = fit(actual, expected, rule)
    if fitted is None or not _dtype_fits(actual.dtype, expected.dtype, rule):
        return False
    actual, expected = fitted
    return bool(Measure.of(expected, rule).keeps(actual.reshape(1, -1), expected.reshape(1, -1)).all())


def plainly_close(actual: object, expected: object, rule: Rule) -> bool:
    """Whether ``settled`` says so already. False says nothing."""
    return settled(actual, expected, rule) is True


def settled(actual: object, expected: object, rule: Rule) -> bool | None:
    """The common case, before anything else is asked: float64 on both sides, finite, of one shape; None where it is not that.

    No policy forbids any of that, so the bounds decide.
    """
    if rule.kind != "close":
        return None
    if type(expected) in FLOATS and type(actual) in FLOATS:
        # As Python's own numbers, which never warn.
        one, other = float(actual), float(expected)  # type: ignore[arg-type]  # both are floats
        bound = rule.atol + rule.rtol * abs(other)
        if abs(one - other) <= bound < math.inf:
            return True
        plain = type(actual) is type(expected) and rule.precision == "float64"
        return False if plain and math.isfinite(abs(one - other) + bound) else None
    if type(expected) is not np.ndarray or type(actual) is not np.ndarray:
        return None
    if not (expected.dtype == np.float64 == actual.dtype and actual.shape == expected.shape and expected.size <= BLOCK):
        return None
    with np.errstate(all="ignore"):
        error, allowed = np.abs(actual - expected), rule.atol + rule.rtol * np.abs(expected)
        # Where anything is infinite, or not a number, one of the two is false.
        if ((error <= allowed) & (allowed < math.inf)).all():
            return True
        # Single precision would be allowed more.
        return False if rule.precision == "float64" and np.isfinite(error + allowed).all() else None


def refuse_expected(expected: np.ndarray, rule: Rule) -> None:
    """Raises AssignmentError where no value of a student could be right."""
    if expected.dtype.kind not in ENTRIES:
        raise AssignmentError(f"the reference returned dtype {expected.dtype}, which cannot be compared; return numbers or text")
    if expected.dtype.kind not in "fc" or (expected.size <= BLOCK and np.isfinite(expected).all()):
        return
    for kind, find, policy in (("nan", np.isnan, rule.nan), ("inf", np.isinf, rule.inf)):
        if policy == "forbid" and any(find(part).any() for _, (part,) in blocks(expected)):
            name = "NaN" if kind == "nan" else "an infinity"
            raise AssignmentError(f"the reference returned {name}, which the rule forbids; say '{kind}: equal' if it is meant")


def fit(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> tuple[np.ndarray, np.ndarray] | None:
    """Both in one shape as the policy allows, or None."""
    if actual.shape == expected.shape:
        return actual, expected
    if rule.shape == "squeeze":
        one, other = actual.squeeze(), expected.squeeze()
        return (one, other) if one.shape == other.shape else None
    if rule.shape == "broadcast" and actual.ndim <= expected.ndim:
        try:
            return np.broadcast_to(actual, expected.shape), expected
        except ValueError:
            return None
    return None


def _dtype_fits(actual: np.dtype[Any], expected: np.dtype[Any], rule: Rule) -> bool:
    if rule.dtype == "any" or actual.kind == expected.kind == "U":
        return True
    if rule.dtype == "kind":
        return ENTRIES[actual.kind] == ENTRIES[expected.kind]
    return actual == expected


def described(actual: np.ndarray, expected: np.ndarray, measure: Measure) -> Mismatch:
    """What breaks the rule, all of it, told as NaN or infinity where there is one of these."""
    rule = measure.rule
    tally, kind = Tally(), "value"
    for start, (one, other) in blocks(actual, expected):
        odd = special(one, other, rule)
        tally.add(start, measure.wrong(one, other), np.where(odd, np.inf, _badness(one, other, measure)))
        if not odd.any():
            continue
        for found_kind, find in (("inf", wrong_inf), ("nan", wrong_nan)):
            if kind != "nan" and find(one, other, rule).any():
                kind = found_kind
    off = _off_by(entries(actual, tally.places), entries(expected, tally.places), measure)
    return _mismatch(kind, actual, expected, tally, measure, off)  # type: ignore[arg-type]  # all are among the kinds


def _described_plainly(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> Mismatch:
    """Of what ``settled`` refuses: every number is finite, and the errors are measured once."""
    error = np.abs(actual - expected).reshape(-1)
    allowed = (rule.atol + rule.rtol * np.abs(expected)).reshape(-1)
    tally = Tally()
    tally.add(0, error > allowed, _times(error, allowed))
    places = list(tally.places)
    return _mismatch("value", actual, expected, tally, Measure(rule), (error[places], allowed[places]))


def _badness(actual: np.ndarray, expected: np.ndarray, measure: Measure) -> np.ndarray:
    """How many times the allowed each entry is off, for an order of them."""
    if expected.dtype.kind == "U":
        return unequal(actual, expected).astype(np.float64)
    error, allowed = measure.errors(actual, expected)
    if measure.rule.kind == "norm":
        allowed = np.zeros_like(error)
    return _times(error, allowed)


def _times(error: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        return np.asarray(np.where(allowed > 0, error / np.where(allowed > 0, allowed, 1.0), error * 1e300))


def _off_by(actual: np.ndarray, expected: np.ndarray, measure: Measure) -> tuple[np.ndarray, np.ndarray]:
    """The error and what is allowed, to be shown: what is no finite number is off by infinity."""
    odd = np.ones(expected.shape, bool)
    if expected.dtype.kind == "U" or (odd := special(actual, expected, measure.rule)).all():
        return np.where(odd, np.inf, 0.0), np.zeros(expected.shape)
    error, allowed = measure.errors(actual, expected)
    return np.where(odd, np.inf, error), np.where(odd, 0.0, allowed)


def _mismatch(
    kind: MismatchKind,
    actual: np.ndarray,
    expected: np.ndarray,
    tally: Tally,
    measure: Measure,
    off: tuple[np.ndarray, np.ndarray],
) -> Mismatch:
    """The description of what is out, its worst entries first. ``off``: of these the error, and what is allowed."""
    rule = measure.rule
    worst: list[Entry] = []
    measured = kind == "value" and expected.dtype.kind != "U"
    largest, bound = None, None
    one, other = entries(actual, tally.places), entries(expected, tally.places)
    errors, bounds = off
    for number, place in enumerate(tally.places):
        asked, given = entry_texts(other[number], one[number])
        if not worst and measured:
            largest, bound = float(errors[number]), float(bounds[number])
        worst.append(
            Entry(
                index=tuple(int(i) for i in np.unravel_index(place, expected.shape)),
                expected=asked,
                actual=given,
                error=number_text(errors[number]),
                allowed="" if rule.kind == "norm" and measured else number_text(bounds[number]),
            )
        )
    if rule.kind == "norm" and measured:
        distance, length, _ = measure.norms(actual.reshape(1, -1), expected.reshape(1, -1))
        largest, bound = float(distance[0]), float(measure.allowed_norm(length)[0])
    if largest is not None and not math.isfinite(largest):
        largest = math.inf
    return Mismatch(
        kind=kind,
        rule=rule.kind,
        error=largest,
        allowed=bound,
        wrong=tally.wrong,
        total=int(expected.size),
        worst=tuple(worst),
    )
