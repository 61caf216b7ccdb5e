"""The one formula: how far each entry is off, how far a rule lets it be, and so which entries break the rule. Pure.

The comparison, the map of an error and ``verify``'s window all ask here, so that none can contradict another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, assert_never

import numpy as np

from grader.grading.entries import difference, found, scaled, sizes, spacing, tiles, unequal
from grader.grading.tally import blocks
from grader.model import Rule

# What single precision may cost, as a share of the largest entry. One rounding costs u = 2**-24. In a sum of n terms the
# roundings cost at most n u times the size of the terms, and in practice lambda sqrt(n) u (N. Higham, T. Mary: A new approach
# to probabilistic rounding error analysis, SIAM J. Sci. Comput. 41, 2019). For n = 4096 and lambda = 4 that is 2**8 u.
SINGLE = 2.0**-16
# Below this, single precision holds nothing.
SINGLE_SMALLEST = 2.0**-149


def allowed_by(
    rule: Rule, given: Any, asked: Any, unit: Callable[[], Any], number: Callable[[float], Any] = float, larger: Any = np.maximum
) -> Any:
    """How large an error may be, from the sizes of both numbers and one unit in the last place of the expected one.

    For arrays, and with ``number=Fraction, larger=max`` for exact numbers. Nothing by ``norm``, which measures no entry.
    """
    match rule.kind:
        case "close":
            return number(rule.atol) + number(rule.rtol) * asked
        case "relative_error":
            # Half of each first: the sum of two large numbers must not overflow.
            return number(rule.max) * larger(number(rule.floor), 2 * (given / 2 + asked / 2))
        case "ulp":
            return number(rule.max) * unit()
        case "norm" | "exact":
            return 0 * asked
        case _:
            assert_never(rule.kind)


@dataclass(frozen=True, slots=True)
class Measure:
    """A rule for one expected array: ``least`` is an error that always counts as none, from ``precision: float32``."""

    rule: Rule
    least: float = 0.0

    @classmethod
    def of(cls, expected: np.ndarray, rule: Rule) -> Measure:
        if rule.precision == "float64" or rule.kind == "exact" or expected.dtype.kind not in "fc":
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
                        fits[rows] &= ~special(one, other, self.rule).any(axis=1)
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
        return np.asarray(bad | special(actual, expected, self.rule))

    def wrong(self, actual: np.ndarray, expected: np.ndarray) -> np.ndarray:
        """The same for every kind: by ``norm``, which measures no single entry, all that differ."""
        if self.rule.kind != "norm":
            return self.bad(actual, expected)
        return np.asarray((difference(actual, expected) > 0) | special(actual, expected, self.rule))

    def errors(self, actual: np.ndarray, expected: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The error and what is allowed, for each entry; zero where not both are finite, since policies decide there."""
        error, size = difference(actual, expected), sizes(expected)
        with np.errstate(all="ignore"):
            allowed = np.asarray(allowed_by(self.rule, sizes(actual), size, lambda: spacing(size, expected.dtype)))
        # Nothing times the size of a number beyond the largest float is not a number: nothing is allowed there.
        return error, np.maximum(np.where(np.isnan(allowed), 0.0, allowed), self.least)


def bound_of(rule: Rule) -> float:
    """What the rule accepts, in its own measure: ``rtol`` with ``atol`` in proportion, ``atol`` alone, or ``max``."""
    match rule.kind:
        case "close":
            return rule.rtol if rule.rtol > 0 else rule.atol
        case "relative_error" | "norm" | "ulp":
            return rule.max
        case "exact":
            return 0.0
        case _:
            assert_never(rule.kind)


def rebounded(rule: Rule, bound: float) -> Rule:
    """The rule with another bound in its own measure; ``exact`` has none, and stays as it is."""
    match rule.kind:
        case "close":
            return replace(rule, rtol=bound, atol=bound * (rule.atol / rule.rtol)) if rule.rtol else replace(rule, atol=bound)
        case "relative_error" | "norm" | "ulp":
            return replace(rule, max=bound)
        case "exact":
            return rule
        case _:
            assert_never(rule.kind)


def distance_of(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> float:
    """The least bound under which the rule accepts, arrays of one shape; what is not finite counts as no error.

    ``exact`` accepts nothing but equal entries; its distance is the largest difference, that it can be put beside others.
    """
    measured = replace(rule, kind="close", rtol=0.0, atol=1.0) if rule.kind == "exact" else rebounded(rule, 1.0)
    # What single precision may cost does not grow with the bound.
    unit, least = Measure(measured), Measure.of(expected, rule).least
    if rule.kind == "norm":
        distance, length, _ = unit.norms(actual.reshape(1, -1), expected.reshape(1, -1))
        ratio = float(distance[0] / (length[0] or 1.0))
        return 0.0 if rule.precision == "float32" and ratio <= SINGLE else ratio
    largest = 0.0
    for _, (one, other) in blocks(actual, expected):
        error, scale = unit.errors(one, other)
        with np.errstate(all="ignore"):
            ratio_here = np.where(error <= least, 0.0, error / np.where(scale == 0, 1e-300, scale))
        largest = max(largest, float(ratio_here.max(initial=0.0)))
    return largest


def keeps_exactly(one: Fraction, other: Fraction, rule: Rule) -> bool:
    """The rule between two numbers that arrays do not hold."""
    error, size = abs(one - other), abs(other)
    if rule.kind == "norm":
        return error <= Fraction(rule.max) * (size or 1)
    unit = Fraction(2) ** max(size.__floor__().bit_length() - 53, -1074)
    return bool(error <= allowed_by(rule, abs(one), size, lambda: unit, Fraction, max))


def special(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> np.ndarray:
    return np.asarray(wrong_nan(actual, expected, rule) | wrong_inf(actual, expected, rule))


def wrong_nan(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> np.ndarray:
    given = found(np.isnan, actual)
    return given | np.zeros(expected.shape, bool) if rule.nan == "forbid" else given != found(np.isnan, expected)


def wrong_inf(actual: np.ndarray, expected: np.ndarray, rule: Rule) -> np.ndarray:
    given = found(np.isinf, actual)
    if rule.inf == "forbid":
        return given | np.zeros(expected.shape, bool)
    asked = found(np.isinf, expected)
    both = given & asked
    return np.asarray((given != asked) | (both & unequal(actual, expected) if both.any() else both))
