"""Two arrays and a rule: policies first (shape, dtype, NaN, infinities), then the numbers. Pure; block by block.

Knows one order of entries: what a rule leaves free (signs, orders, transposes) is ``equivalence``'s.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.entries import difference, found, scaled, sizes, spacing, tiles, unequal
from grader.errors import AssignmentError
from grader.model import Entry, Mismatch, MismatchKind, Rule
from grader.tally import BLOCK, Tally, blocks, entry, entry_texts, number_text

FLOATS = (float, np.float64)
KIND_NAMES = {"b": "bool", "i": "integer", "u": "integer", "f": "float", "c": "complex", "U": "text"}
# What single precision may cost, as a share of the largest entry. One rounding costs u = 2**-24. In a sum of n terms the
# roundings cost at most n u times the size of the terms, and in practice lambda sqrt(n) u (N. Higham, T. Mary: A new approach
# to probabilistic rounding error analysis, SIAM J. Sci. Comput. 41, 2019). For n = 4096 and lambda = 4 that is 2**8 u.
SINGLE = 2.0**-16
# Below this, single precision holds nothing.
SINGLE_SMALLEST = 2.0**-149


def compare_arrays(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> Mismatch | None:
    """None where every entry keeps the rule, in the order in which they stand. ``credit`` and ``up_to`` are not looked at.

    Raises AssignmentError where ``expected`` breaks the rule's own policies.
    """
    if plainly_close(actual, expected, rule):
        return None
    refuse_expected(expected, rule)
    fitted = fit(actual, expected, rule)
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
    measure = Measure.of(expected, rule)
    if measure.keeps(actual.reshape(1, -1), expected.reshape(1, -1)).all():
        return None
    return _described(actual, expected, measure)


def plainly_close(actual: object, expected: object, rule: Rule) -> bool:
    """The common case, before anything else is asked: float64 on both sides, finite, of one shape, and within the bounds.

    No policy forbids any of that. False says nothing.
    """
    if rule.kind != "close":
        return False
    if type(expected) in FLOATS and type(actual) in FLOATS:
        # As Python's own numbers, which never warn.
        one, other = float(actual), float(expected)  # type: ignore[arg-type]  # both are floats
        return abs(one - other) <= rule.atol + rule.rtol * abs(other) < math.inf
    if type(expected) is not np.ndarray or type(actual) is not np.ndarray:
        return False
    if not (expected.dtype == np.float64 == actual.dtype and actual.shape == expected.shape and expected.size <= BLOCK):
        return False
    with np.errstate(all="ignore"):
        allowed = rule.atol + rule.rtol * np.abs(expected)
        # Where anything is infinite, or not a number, one of the two is false.
        return bool(((np.abs(actual - expected) <= allowed) & (allowed < math.inf)).all())


def refuse_expected(expected: np.ndarray, rule: Rule) -> None:
    """Raises AssignmentError where no value of a student could be right."""
    if expected.dtype.kind not in KIND_NAMES:
        raise AssignmentError(f"the reference returned dtype {expected.dtype}, which cannot be compared; return numbers or text")
    if expected.dtype.kind not in "fc" or (expected.size <= BLOCK and np.isfinite(expected).all()):
        return
    for kind, find, policy in (("nan", np.isnan, rule.nan), ("inf", np.isinf, rule.inf)):
        if policy == "forbid" and any(find(part).any() for _, (part,) in blocks(expected)):
            name = "NaN" if kind == "nan" else "an infinity"
            raise AssignmentError(f"the reference returned {name}, which the rule forbids; say '{kind}: equal' if it is meant")


def shape_words(shape: tuple[int, ...]) -> str:
    return "()" if not shape else f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def dtype_words(array: np.ndarray, rule: Rule) -> str:
    return f"dtype {array.dtype}" if rule.dtype == "exact" else f"kind {KIND_NAMES[array.dtype.kind]}"


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
        return KIND_NAMES[actual.kind] == KIND_NAMES[expected.kind]
    return actual == expected


@dataclass(frozen=True, slots=True)
class Measure:
    """A rule for one expected array: ``least`` is an error that always counts as none, from ``precision: float32``."""

    rule: Rule
    least: float = 0.0

    @classmethod
    def of(cls, expected: np.ndarray, rule: Rule) -> Measure:
        if rule.precision == "float64" or expected.dtype.kind not in "fc":
            return cls(rule)
        with np.errstate(all="ignore"):
            largest = max((float(sizes(part).max(initial=0.0)) for _, (part,) in blocks(expected)), default=0.0)
        return cls(rule, max(SINGLE * largest, SINGLE_SMALLEST))

    def keeps(self, actual: np.ndarray, expected: np.ndarray, factor: np.ndarray | None = None) -> np.ndarray:
        """(n, m) against (n, m) or (1, m): (n,) whether each row keeps the rule, after multiplying it by its ``factor`` (n,)."""
        if self.rule.kind == "norm":
            return self._keeps_norm(actual, expected, factor)
        kept = np.ones(len(actual), bool)
        for rows, columns in tiles(actual.shape):
            if kept[rows].any():
                one = scaled(actual[rows, columns], None if factor is None else factor[rows])
                other = expected[rows if len(expected) > 1 else slice(None), columns]
                kept[rows] &= ~self.bad(one, other).any(axis=1)
        return kept

    def _keeps_norm(self, actual: np.ndarray, expected: np.ndarray, factor: np.ndarray | None) -> np.ndarray:
        distance, length, kept = self.norms(actual, expected, factor)
        return np.asarray(kept & (distance <= self.allowed_norm(length)))

    def allowed_norm(self, length: np.ndarray) -> np.ndarray:
        share = self.rule.max if self.rule.precision == "float64" else max(self.rule.max, SINGLE)
        with np.errstate(all="ignore"):
            return np.asarray(np.where(length > 0, share * length, share))

    def norms(
        self, actual: np.ndarray, expected: np.ndarray, factor: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of each row the norm of the difference, that of the expected one, and whether all that is not finite fits."""
        peaks, sums, fits = np.zeros((2, len(actual))), np.zeros((2, len(actual))), np.ones(len(actual), bool)
        # Twice: squares of what is divided by its largest cannot overflow.
        for final in (False, True):
            for rows, columns in tiles(actual.shape):
                one = scaled(actual[rows, columns], None if factor is None else factor[rows])
                other = expected[rows if len(expected) > 1 else slice(None), columns]
                both = difference(one, other), np.broadcast_to(sizes(other), one.shape)
                for index, values in enumerate(both):
                    if final:
                        safe = np.where(np.isfinite(peaks[index, rows]) & (peaks[index, rows] > 0), peaks[index, rows], 1.0)
                        sums[index, rows] += ((values / safe[:, None]) ** 2).sum(axis=1)
                    else:
                        peaks[index, rows] = np.maximum(peaks[index, rows], values.max(axis=1, initial=0.0))
                        fits[rows] &= ~_special(one, other, self.rule).any(axis=1)
        with np.errstate(all="ignore"):
            whole = np.where(np.isfinite(peaks), peaks * np.sqrt(sums), peaks)
        return whole[0], whole[1], fits

    def bad(self, actual: np.ndarray, expected: np.ndarray) -> np.ndarray:
        """Which entries break the rule, not finite ones included. Broadcasts. Not for the kind ``norm``."""
        if expected.dtype.kind == "U" or self.rule.kind == "exact":
            bad = unequal(actual, expected)
        else:
            error, allowed = self.errors(actual, expected)
            bad = ~(error <= allowed)
        return np.asarray(bad | _special(actual, expected, self.rule))

    def errors(self, actual: np.ndarray, expected: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The error and what is allowed, for each entry; zero where not both are finite, since policies decide there."""
        rule = self.rule
        error, size = difference(actual, expected), sizes(expected)
        with np.errstate(all="ignore"):
            if rule.kind == "relative_error":
                # Half of each first: the sum of two large numbers must not overflow.
                allowed = rule.max * np.maximum(rule.floor, 2 * (sizes(actual) / 2 + size / 2))
            elif rule.kind == "ulp":
                allowed = rule.max * spacing(size, expected.dtype)
            elif rule.kind == "close":
                allowed = rule.atol + rule.rtol * size
            else:
                allowed = np.zeros_like(size)
        # Nothing times the size of a number beyond the largest float is not a number: nothing is allowed there.
        return error, np.maximum(np.where(np.isnan(allowed), 0.0, allowed), self.least)


def _special(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> np.ndarray:
    return np.asarray(_wrong_nan(actual, expected, rule) | _wrong_inf(actual, expected, rule))


def _wrong_nan(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> np.ndarray:
    given = found(np.isnan, actual)
    return given | np.zeros(expected.shape, bool) if rule.nan == "forbid" else given != found(np.isnan, expected)


def _wrong_inf(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> np.ndarray:
    given = found(np.isinf, actual)
    if rule.inf == "forbid":
        return given | np.zeros(expected.shape, bool)
    asked = found(np.isinf, expected)
    both = given & asked
    return np.asarray((given != asked) | (both & unequal(actual, expected) if both.any() else both))


def _described(actual: np.ndarray, expected: np.ndarray, measure: Measure) -> Mismatch:
    """What is out, by the first of NaN, infinity and value that is."""
    rule = measure.rule
    for kind, find in (("nan", _wrong_nan), ("inf", _wrong_inf)):
        tally = Tally()
        for start, (one, other) in blocks(actual, expected):
            bad = find(one, other, rule)
            tally.add(start, bad, bad.astype(np.float64))
        if tally.wrong:
            return _mismatch(kind, actual, expected, tally, measure)  # type: ignore[arg-type]  # both are among the kinds
    tally = Tally()
    for start, (one, other) in blocks(actual, expected):
        if expected.dtype.kind == "U":
            bad = unequal(one, other)
            tally.add(start, bad, bad.astype(np.float64))
            continue
        error, allowed = measure.errors(one, other)
        if rule.kind == "norm":
            allowed = np.zeros_like(error)
        bad = unequal(one, other) if rule.kind == "exact" else ~(error <= allowed)
        with np.errstate(all="ignore"):
            tally.add(start, bad, np.where(allowed > 0, error / np.where(allowed > 0, allowed, 1.0), error * 1e300))
    return _mismatch("value", actual, expected, tally, measure)


def _mismatch(kind: MismatchKind, actual: np.ndarray, expected: np.ndarray, tally: Tally, measure: Measure) -> Mismatch:
    """The description of what is out, its worst entries first."""
    rule = measure.rule
    worst: list[Entry] = []
    measured = kind == "value" and expected.dtype.kind != "U"
    largest, bound = None, None
    for place in tally.places:
        one, other = entry(actual, place), entry(expected, place)
        error, allowed = measure.errors(one, other) if measured else (np.array([np.inf]), np.array([0.0]))
        asked, given = entry_texts(other[0], one[0])
        if not worst and measured:
            largest, bound = float(error[0]), float(allowed[0])
        worst.append(
            Entry(
                index=tuple(int(i) for i in np.unravel_index(place, expected.shape)),
                expected=asked,
                actual=given,
                error=number_text(error[0]),
                allowed="" if rule.kind == "norm" and measured else number_text(allowed[0]),
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
