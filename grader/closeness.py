"""Two arrays and a rule: policies first (shape, dtype, NaN, infinities), then the numbers. Pure."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from grader.errors import AssignmentError
from grader.model import Entry, Mismatch, Rule

WORST = 5
# Up to here float64 holds every integer.
EXACT_INTEGER = 1 << 53

KIND_NAMES = {"b": "bool", "i": "integer", "u": "integer", "f": "float", "c": "complex", "U": "text"}


def compare_arrays(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> Mismatch | None:
    """None where every entry keeps the rule. Raises AssignmentError where ``expected`` breaks the rule's own policies."""
    if actual.dtype == np.float64 == expected.dtype and actual.shape == expected.shape and rule.kind == "close":
        # The common case, without masks: finite differences within bounds leave nothing else to ask.
        with np.errstate(all="ignore"):
            if (np.abs(actual - expected) <= rule.atol + rule.rtol * np.abs(expected)).all() and np.isfinite(expected).all():
                return None
    fitted = _fitted(actual, expected, rule)
    if fitted is None:
        return Mismatch(
            kind="shape",
            rule=rule.kind,
            expected=f"shape {shape_words(expected.shape)}",
            actual=f"shape {shape_words(actual.shape)}",
        )
    if not _dtype_fits(actual.dtype, expected.dtype, rule):
        return Mismatch(kind="dtype", rule=rule.kind, expected=dtype_words(expected, rule), actual=dtype_words(actual, rule))
    actual, expected = fitted
    if expected.dtype.kind == "U":
        return _compare_exact(actual, expected, rule)
    if (mismatch := _compare_special(actual, expected, rule)) is not None:
        return mismatch
    if rule.kind == "exact":
        return _compare_exact(actual, expected, rule)
    return _compare_numbers(actual, expected, rule)


def shape_words(shape: tuple[int, ...]) -> str:
    return "()" if not shape else f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def dtype_words(array: np.ndarray, rule: Rule) -> str:
    return f"dtype {array.dtype}" if rule.dtype == "exact" else f"kind {KIND_NAMES[array.dtype.kind]}"


def _fitted(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> tuple[np.ndarray, np.ndarray] | None:
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
        return KIND_NAMES[actual.kind] == KIND_NAMES[expected.kind]
    return actual == expected


def _compare_special(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> Mismatch | None:
    """NaN, then infinities, each by its policy."""
    for kind, find, policy in (("nan", np.isnan, rule.nan), ("inf", np.isinf, rule.inf)):
        asked, given = _found(find, expected), _found(find, actual)
        if policy == "forbid":
            if asked.any():
                name = "NaN" if kind == "nan" else "an infinity"
                raise AssignmentError(f"the reference returned {name}, which the rule forbids; say '{kind}: equal' if it is meant")
            bad = given
        else:
            bad = asked != given
            if kind == "inf":
                both = asked & given
                bad = bad | (both & (np.where(both, actual, 0) != np.where(both, expected, 0)))
        if bad.any():
            return _mismatch(kind, actual, expected, bad, np.where(bad, np.inf, 0.0), np.zeros(expected.shape), rule)
    return None


def _found(find: Any, array: np.ndarray) -> np.ndarray:
    return np.asarray(find(array)) if array.dtype.kind in "fc" else np.zeros(array.shape, bool)


def _compare_exact(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> Mismatch | None:
    both_nan = _found(np.isnan, actual) & _found(np.isnan, expected)
    bad = np.asarray(actual != expected) & ~both_nan
    if not bad.any():
        return None
    error = np.where(bad, np.inf, 0.0) if expected.dtype.kind == "U" else _difference(actual, expected)
    return _mismatch("value", actual, expected, bad, error, np.zeros(expected.shape), rule)


def _compare_numbers(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> Mismatch | None:
    # What is not finite has been compared already, and is in its place on both sides.
    finite = ~(_found(np.isnan, expected) | _found(np.isinf, expected))
    error = np.where(finite, _difference(actual, expected), 0.0)
    with np.errstate(all="ignore"):
        size = np.where(finite, np.abs(_as_double(expected)), 0.0)
        if rule.kind == "norm":
            return _compare_norm(actual, expected, error, size, rule)
        if rule.kind == "relative_error":
            given = np.where(finite, np.abs(_as_double(actual)), 0.0)
            # Half of each first: the sum of two large numbers must not overflow.
            allowed = rule.max * np.maximum(rule.floor, 2 * (given / 2 + size / 2))
        elif rule.kind == "ulp":
            allowed = rule.max * np.spacing(size)
        else:
            allowed = rule.atol + rule.rtol * size
    bad = error > allowed
    if not bad.any():
        return None
    return _mismatch("value", actual, expected, bad, error, allowed, rule)


def _compare_norm(actual: np.ndarray, expected: np.ndarray, error: np.ndarray, size: np.ndarray, rule: Rule) -> Mismatch | None:
    """||actual - expected|| <= max * ||expected||, and <= max where the expected value is zero. Scaled, so as not to overflow."""
    distance, length = _norm(error), _norm(size)
    allowed = rule.max * length if length else rule.max
    if distance <= allowed:
        return None
    bad = error > 0
    mismatch = _mismatch("value", actual, expected, bad, error, np.zeros(expected.shape), rule)
    worst = tuple(Entry(each.index, each.expected, each.actual, each.error, "") for each in mismatch.worst)
    return Mismatch(
        kind="value",
        rule="norm",
        error=distance,
        allowed=allowed,
        wrong=mismatch.wrong,
        total=mismatch.total,
        worst=worst,
    )


def _norm(values: np.ndarray) -> float:
    largest = float(values.max(initial=0.0))
    if largest == 0.0 or math.isinf(largest):
        return largest
    return largest * float(np.sqrt(np.sum((values / largest) ** 2)))


def _difference(actual: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """|actual - expected| in float64, exact where both are integers that float64 cannot hold."""
    if actual.dtype.kind in "iu" and expected.dtype.kind in "iu":
        difference = np.asarray(actual != expected, dtype=np.float64)
        for index in np.argwhere(difference):
            place = tuple(index)
            difference[place] = float(abs(int(actual[place]) - int(expected[place])))
        return difference
    with np.errstate(all="ignore"):
        return np.asarray(np.abs(_as_double(actual) - _as_double(expected)), dtype=np.float64)


def _as_double(array: np.ndarray) -> np.ndarray:
    return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)


def _mismatch(
    kind: Any,
    actual: np.ndarray,
    expected: np.ndarray,
    bad: np.ndarray,
    error: np.ndarray,
    allowed: np.ndarray,
    rule: Rule,
) -> Mismatch:
    """The description of what is out, its worst entries first."""
    with np.errstate(all="ignore"):
        ratio = np.where(allowed > 0, error / np.where(allowed > 0, allowed, 1.0), error * 1e300)
    flat = np.flatnonzero(np.asarray(bad).reshape(-1))
    badness = np.nan_to_num(ratio.reshape(-1)[flat], nan=np.inf, posinf=np.inf)
    order = flat[np.argsort(-badness, kind="stable")[:WORST]]
    errors, bounds = np.asarray(error).reshape(-1), np.asarray(allowed).reshape(-1)
    worst = tuple(
        Entry(
            index=tuple(int(i) for i in np.unravel_index(int(place), expected.shape)),
            expected=number_text(expected.reshape(-1)[place]),
            actual=number_text(actual.reshape(-1)[place]),
            error=number_text(errors[place]),
            allowed=number_text(bounds[place]),
        )
        for place in order
    )
    measured = kind == "value" and expected.dtype.kind != "U"
    return Mismatch(
        kind=kind,
        rule=rule.kind,
        error=float(errors[order[0]]) if measured else None,
        allowed=float(bounds[order[0]]) if measured else None,
        wrong=len(flat),
        total=int(expected.size),
        worst=worst,
    )


def number_text(value: Any) -> str:
    """Six digits; integers whole up to twenty."""
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, bool | str):
        return str(plain)
    if isinstance(plain, int) and abs(plain) < 10**20:
        return str(plain)
    if isinstance(plain, complex):
        return f"{plain.real:.6g}{plain.imag:+.6g}j"
    return f"{plain:.6g}"
