"""From the outcomes of cases to points and a verdict of the whole. Pure, exact, and the only place that rounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from grader.model import PRECEDENCE, CaseResult, Verdict


def verdict_of(cases: Sequence[CaseResult]) -> Verdict:
    """``accepted`` if every case is that counts; else the first verdict in the order of precedence that any case has.

    What is a bonus may be left out; only a failure of ours in it is one of the whole, since points could be missing.
    """
    asked = [case for case in cases if not case.bonus or case.verdict is Verdict.GRADER_ERROR]
    # One that its author skips counts 0 of 0.
    present = {case.verdict for case in asked if case.verdict is not Verdict.SKIPPED or case.max_points}
    return next((verdict for verdict in PRECEDENCE if verdict in present), Verdict.ACCEPTED)


def points_of(cases: Sequence[CaseResult]) -> Fraction | None:
    """The exact sum; None where the grade is withheld, because a failure of ours must never lower it."""
    if any(case.verdict is Verdict.GRADER_ERROR for case in cases):
        return None
    return total(case.points for case in cases)


def max_points_of(cases: Sequence[CaseResult]) -> Fraction:
    """What there is to be had, without the bonus."""
    return total(case.max_points for case in cases if not case.bonus)


def total(points: Iterable[Fraction]) -> Fraction:
    """The exact sum. Nearly all points are whole, and whole numbers are added without looking for common denominators."""
    parts = list(points)
    if all(part.denominator == 1 for part in parts):
        return Fraction(sum(part.numerator for part in parts))
    return sum(parts, Fraction(0))


def rounded(points: Fraction) -> int | float:
    """For people: an int where the points are whole, else two decimals, halves away from zero."""
    if points.denominator == 1:
        return points.numerator
    cents = (Decimal(points.numerator) / Decimal(points.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return int(cents) if cents == cents.to_integral_value() else float(cents)
