"""What a class says about its assignment: added up row by row, so that no more than the sums is held. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from grader.model import CaseResult, Verdict
from grader.report.rows import Row
from grader.scoring import total

BINS = 10
# Of marks that are remembered at a time.
MAX_PATTERNS = 1000


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """How one case went. ``discrimination`` None: undefined, since all or none passed, or the rest was equal for all."""

    case: CaseResult
    passed: int
    count: int
    discrimination: float | None

    @property
    def share(self) -> int:
        return round(100 * self.passed / self.count) if self.count else 0


@dataclass(frozen=True, slots=True)
class Bin:
    """A tenth of the points: from ``low`` up to, and only in the last bin including, ``high``."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Lacked:
    """A module that ``count`` files import and that is not there. Student-made."""

    name: str
    count: int
    stood_in: bool


@dataclass(slots=True)
class Sums:
    """Of one case: over the rows that were graded, with the points of the *other* cases as ``rest``."""

    passed: int = 0
    rest: float = 0.0
    rest_squared: float = 0.0
    rest_passed: float = 0.0


@dataclass(slots=True)
class ClassStatistics:
    """Fed with every row once. ``cases``: the suite's outline, in its order."""

    cases: Sequence[CaseResult]
    max_points: Fraction
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    absent: int = 0
    unclear: int = 0
    graded: int = 0
    measured: int = 0
    total: Fraction = Fraction(0)
    _lacked: Counter[tuple[str, bool]] = field(default_factory=Counter)
    _points: Counter[Fraction] = field(default_factory=Counter)
    _sums: list[Sums] = field(default_factory=list)
    _rests: dict[str, tuple[float, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sums = [Sums() for _ in self.cases]

    def add(self, row: Row) -> None:
        if row.verdict is None:
            self.absent += not row.unclear
            self.unclear += row.unclear
            return
        self.verdicts[row.verdict] += 1
        self._lacked.update((name, False) for name in row.lacked)
        self._lacked.update((name, True) for name in row.stood_in)
        if row.points is None:
            return
        self.graded += 1
        self.total += row.points
        self._points[row.points] += 1
        # A file that could not be read says nothing of any case.
        if row.verdict is not Verdict.INVALID_SUBMISSION and len(row.cases) == len(self._sums):
            self._add_cases(row)

    def _add_cases(self, row: Row) -> None:
        self.measured += 1
        for sums, mark, rest in zip(self._sums, row.cases, self._rests_of(row.cases), strict=True):
            sums.rest += rest
            sums.rest_squared += rest * rest
            if mark == "+":
                sums.passed += 1
                sums.rest_passed += rest

    def _rests_of(self, marks: str) -> tuple[float, ...]:
        """For each case the points of all others that were passed. Few patterns of marks make up most of a class."""
        if marks not in self._rests:
            own = [case.max_points if mark == "+" else Fraction(0) for mark, case in zip(marks, self.cases, strict=True)]
            whole = total(own)
            if len(self._rests) >= MAX_PATTERNS:
                self._rests.clear()
            self._rests[marks] = tuple(float(whole - points) for points in own)
        return self._rests[marks]

    @property
    def mean(self) -> Fraction | None:
        return self.total / self.graded if self.graded else None

    @property
    def median(self) -> Fraction | None:
        """The middle value, or the mean of the two in the middle."""
        if not self.graded:
            return None
        ordered = sorted(self._points.items())
        low, high = (self.graded - 1) // 2, self.graded // 2
        return (_at(ordered, low) + _at(ordered, high)) / 2

    def lacked(self) -> list[Lacked]:
        """What is imported and not there, what most students ask for first."""
        ordered = sorted(self._lacked.items(), key=lambda item: (-item[1], item[0]))
        return [Lacked(name, count, stood_in=stood_in) for (name, stood_in), count in ordered]

    def bins(self) -> tuple[Bin, ...]:
        """The distribution in tenths of the maximum; what lies above the maximum by an adjustment is in the last."""
        counts = [0] * BINS
        for points, count in self._points.items():
            counts[bin_of(points, self.max_points)] += count
        most = float(self.max_points)
        return tuple(Bin(most * i / BINS, most * (i + 1) / BINS, count) for i, count in enumerate(counts))

    def figures(self) -> tuple[CaseFigures, ...]:
        return tuple(
            CaseFigures(case, sums.passed, self.measured, self._discrimination(sums))
            for case, sums in zip(self.cases, self._sums, strict=True)
        )

    def _discrimination(self, sums: Sums) -> float | None:
        """Item-rest correlation: Pearson's between passing the case and the points of all other cases.

        The corrected point-biserial of classical test theory (L. Crocker and J. Algina, *Introduction to Classical and Modern
        Test Theory*, 1986, chapter 14). Near 1: those pass who are good elsewhere; near 0: the case does not tell; below 0:
        those fail who are good elsewhere, which is most often a fault of the case.
        """
        n, passed = self.measured, sums.passed
        if n < 2 or passed in (0, n):
            return None
        spread = n * sums.rest_squared - sums.rest * sums.rest
        if spread <= 1e-9 * max(1.0, n * sums.rest_squared):
            return None
        return (n * sums.rest_passed - passed * sums.rest) / math.sqrt(passed * (n - passed) * spread)


def bin_of(points: Fraction, most: Fraction) -> int:
    return min(BINS - 1, max(0, math.floor(points / most * BINS))) if most else 0


def _at(ordered: Sequence[tuple[Fraction, int]], place: int) -> Fraction:
    for points, count in ordered:
        if place < count:
            return points
        place -= count
    raise IndexError(place)
