"""Slices of an array, each up to a factor, in their places or in any order: which of them stand for which. Pure.

Every search is polynomial. Slices in any order are matched exactly up to MATCHED of them (and PAIRED entries over all pairs);
above that they are paired in sorted order, which is exact for single numbers, and else can refuse a right value only where two
slices lie closer to one another along a fixed direction than the errors of the value. No choice depends on how loose the rule
is, except which of the matching pairs is taken, so a wider rule never refuses what a narrower one accepts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from grader.grading.alignment import Aligned, Compared
from grader.grading.closeness import described
from grader.grading.entries import as_double, finite, scaled, tiles
from grader.grading.matching import matched
from grader.grading.measure import Measure
from grader.grading.tally import blocks
from grader.model import Rule, UpTo

MATCHED = 512
PAIRED = 1 << 24
# So many columns tell most slices from one another, before they are compared as a whole.
TELLING = 4


@dataclass(frozen=True, slots=True)
class Slices:
    """Both arrays as matrices with a slice in each row, and how a row is measured."""

    actual: np.ndarray
    expected: np.ndarray
    axis: int | None
    shape: tuple[int, ...]
    measure: Measure
    factor: str

    @classmethod
    def of(cls, actual: np.ndarray, expected: np.ndarray, rule: Rule, up_to: UpTo) -> Slices:
        axis = up_to.order_axis if up_to.order == "slices" else up_to.factor_axis
        # After squeezing, an axis of the rule may be gone; then there is only the whole.
        if axis is not None and not -expected.ndim <= axis < expected.ndim:
            axis = None
        one, other = (array if axis is None else np.moveaxis(array, axis, 0) for array in (actual, expected))
        height = 1 if axis is None else other.shape[0]
        width = other.size // height if height else 0
        measure = Measure.of(expected, rule)
        return cls(one.reshape(height, width), other.reshape(height, width), axis, other.shape, measure, up_to.factor)

    def compare(self) -> Compared:
        """Each slice with the one in its place, up to its factor."""
        kept, factor = self._keeps(self.actual, self.expected)
        return self._described(scaled(self.actual, factor), kept)

    def compare_ordered(self) -> Compared:
        """The slices in any order, each up to its factor."""
        count, width = self.expected.shape
        if count <= MATCHED and count * count * max(width, 1) <= PAIRED:
            return self._reordered(_filled(matched(self._fits())))
        return self._reordered(self._sorted_order())

    def _fits(self) -> np.ndarray:
        """(n, n) which actual slice (second) may stand for which expected one."""
        count = len(self.expected)
        fits, columns = np.zeros((count, count), bool), self._telling()
        known: dict[bytes, int] = {}
        for i in range(count):
            row = self.expected[i : i + 1]
            same = known.setdefault(row.tobytes(), i)
            if same < i:
                fits[i] = fits[same]
                continue
            near = np.flatnonzero(self._keeps(self.actual[:, columns], row[:, columns])[0]) if len(columns) else np.arange(count)
            if len(near):
                fits[i, near] = self._keeps(self.actual[near], row)[0]
        return fits

    def _telling(self) -> np.ndarray:
        """Some columns in which the expected slices differ most. What breaks the rule there breaks it as a whole.

        None where that is not so: a norm is of the whole, and so is every factor but a real sign.
        """
        plain = self.factor == "sign" and self.expected.dtype.kind in "biuf" and self.actual.dtype.kind in "biuf"
        entries = (plain or not self.factor) and self.measure.rule.kind != "norm" and "U" not in (
            self.expected.dtype.kind, self.actual.dtype.kind
        )  # fmt: skip
        if not entries or self.expected.shape[1] <= TELLING:
            return np.arange(0)
        values = np.abs(as_double(self.expected))
        values = np.where(np.isfinite(values), values, 0.0)
        spread = np.ptp(values / (values.max(initial=0.0) or 1.0), axis=0)
        return np.sort(np.argsort(-spread, kind="stable")[:TELLING])

    def _reordered(self, order: np.ndarray) -> Compared:
        moved = self.actual[order]
        kept, factor = self._keeps(moved, self.expected)
        return self._described(scaled(moved, factor), kept)

    def _sorted_order(self) -> np.ndarray:
        """For each expected slice the actual one of the same rank along a fixed direction."""
        mine, theirs = (np.argsort(_projected(rows, self.factor), kind="stable") for rows in (self.actual, self.expected))
        order = np.empty_like(mine)
        order[theirs] = mine
        return order

    def _keeps(self, actual: np.ndarray, expected: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        """(n,) whether each row keeps the rule up to its factor, and the factors that were found to be best."""
        if not self.factor or actual.dtype.kind == "U" or expected.dtype.kind == "U":
            return self.measure.keeps(actual, expected), None
        if self.factor == "sign" and expected.dtype.kind != "c":
            plus, minus = (self.measure.keeps(actual, expected, np.full(len(actual), sign)) for sign in (1.0, -1.0))
            # Where neither fits, the nearer one is told of.
            inner = _inner(actual, expected)[0].real
            return plus | minus, np.where(plus | (~minus & (inner >= 0)), 1.0, -1.0)
        inner, length = _inner(actual, expected)
        with np.errstate(all="ignore"):
            factor = inner / (np.abs(inner) if self.factor == "sign" else length)
        if expected.dtype.kind != "c":
            factor = factor.real
        factor = np.where(np.isfinite(factor) & (factor != 0), factor, 1.0)
        kept, plainly = self.measure.keeps(actual, expected, factor), self.measure.keeps(actual, expected)
        return kept | plainly, np.where(plainly, 1.0, factor)

    def _described(self, actual: np.ndarray, kept: np.ndarray) -> Compared:
        """The mismatch of the value as well aligned as it could be."""
        rule = self.measure.rule
        if rule.kind == "norm" and actual.dtype.kind != "U":
            # Each slice is measured by itself: in one that keeps the rule nothing is wrong.
            actual = np.where(kept[:, None], self.expected, actual)
        aligned = Aligned(self._back(actual), self._back(self.expected), self.measure)
        if kept.all():
            return None, aligned
        mismatch = described(aligned.actual, aligned.expected, self.measure)
        if rule.kind == "norm" and mismatch.kind == "value" and actual.dtype.kind != "U":
            # The first slice that is out stands for the others.
            first = int(np.flatnonzero(~kept)[0])
            distance, length, _ = self.measure.norms(actual[first : first + 1], self.expected[first : first + 1])
            mismatch = replace(mismatch, error=float(distance[0]), allowed=float(self.measure.allowed_norm(length)[0]))
        return mismatch, aligned

    def _back(self, rows: np.ndarray) -> np.ndarray:
        array = rows.reshape(self.shape)
        return array if self.axis is None else np.moveaxis(array, 0, self.axis)


def _filled(found: np.ndarray) -> np.ndarray:
    """A matching with holes as an order: what was left over goes into the holes as it comes."""
    left = np.setdiff1d(np.arange(len(found)), found)
    order = found.copy()
    order[found < 0] = left
    return order


def _inner(actual: np.ndarray, expected: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(n,) <actual, expected> and <actual, actual> of each row over its finite entries, both divided by the same number.

    The quotient is the factor of least squares; it is exactly one where the two are equal.
    """
    height = len(actual)
    inner, length, peak, top = np.zeros(height, np.complex128), np.zeros(height), np.zeros(height), np.zeros(height)
    for final in (False, True):
        for rows, columns in tiles(actual.shape):
            one = as_double(actual[rows, columns])
            other = np.broadcast_to(as_double(expected[rows if len(expected) > 1 else slice(None), columns]), one.shape)
            both = finite(one) & finite(other)
            one, other = np.where(both, one, 0.0), np.where(both, other, 0.0)
            if not final:
                peak[rows] = np.maximum(peak[rows], _largest(one))
                top[rows] = np.maximum(top[rows], _largest(other))
                continue
            one = one / np.where(peak[rows] > 0, peak[rows], 1.0)[:, None]
            other = other / np.where(top[rows] > 0, top[rows], 1.0)[:, None]
            inner[rows] += (one.conj() * other).sum(axis=1)
            length[rows] += (one.conj() * one).sum(axis=1).real
    with np.errstate(all="ignore"):
        # Undo the scaling of the quotient in the one place where it cannot overflow both.
        return inner * np.where(peak > 0, top / np.where(peak > 0, peak, 1.0), 1.0), length


def _largest(values: np.ndarray) -> np.ndarray:
    """(n,) the largest part of any entry of each row, real and imaginary by themselves, since a modulus can overflow."""
    return np.asarray(np.maximum(np.abs(values.real), np.abs(values.imag)).max(axis=1, initial=0.0))


def _projected(rows: np.ndarray, factor: str) -> np.ndarray:
    """(n,) a number for each row that hardly any two share: its component along a fixed direction, without its factor."""
    if rows.dtype.kind == "U":
        return np.unique(rows, axis=0, return_inverse=True)[1].reshape(-1)
    height, width = rows.shape
    found, length = np.zeros(height, np.complex128), np.zeros(height)
    peak = max((float(_largest(part.reshape(1, -1))[0]) for part in _finite_blocks(rows)), default=0.0) or 1.0
    for top, columns in tiles(rows.shape):
        weights = 0.5 + (np.arange(columns.start, columns.stop) * 0.6180339887498949) % 1.0
        values = as_double(rows[top, columns])
        values = np.where(finite(values), values, 0.0) / peak
        found[top] += (values * (weights if rows.dtype.kind != "c" else weights * (1 + 0.3j))).sum(axis=1)
        length[top] += (np.abs(values) ** 2).sum(axis=1)
    if factor:
        size = np.abs(found)
        return size / np.sqrt(np.where(length > 0, length, 1.0)) if factor == "scale" else size
    return found.real + 0.4142135623730951 * found.imag if width else found.real


def _finite_blocks(rows: np.ndarray) -> Iterator[np.ndarray]:
    for _, (part,) in blocks(rows):
        values = as_double(part)
        yield np.where(finite(values), values, 0.0)
