"""What a class says about its assignment: added up row by row, so that no more than the sums is held. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from grader.grading.scoring import total
from grader.model import CaseResult, Verdict
from grader.report.blame import Blame
from grader.report.rows import Row

# At most so many bins, with bounds that are 1, 2 or 5 times a power of ten.
MOST_BINS = 12
# In the place of a question: a known mistake, in whichever. No question is called so.
ANY = "\0"
# Students that stand for a cause.
EXAMPLES = 5
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
class Blamed:
    """A cause with the number of students whose answers to any of the questions have it. ``examples``: the first few of them."""

    blame: Blame
    questions: tuple[str, ...]
    count: int
    examples: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """How one question went, over those whose files could be read. ``mean`` None: nobody's could."""

    name: str
    max_points: Fraction
    count: int
    full: int
    mean: Fraction | None
    causes: tuple[Blamed, ...]

    @property
    def share(self) -> int:
        return round(100 * self.full / self.count) if self.count else 0


@dataclass(frozen=True, slots=True)
class Bin:
    """Points from ``low`` up to, and only in the last bin including, ``high``."""

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
class Answers:
    """Of one question: over the rows that were graded and could be read."""

    most: Fraction
    count: int = 0
    full: int = 0
    points: Fraction = Fraction(0)


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
    _answers: dict[str, Answers] = field(default_factory=dict)
    _blamed: Counter[tuple[str, Blame]] = field(default_factory=Counter)
    _examples: dict[tuple[str, Blame], list[Row]] = field(default_factory=dict)
    _points: Counter[Fraction] = field(default_factory=Counter)
    _sums: list[Sums] = field(default_factory=list)
    _rests: dict[str, tuple[float, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sums = [Sums() for _ in self.cases]
        for case in self.cases:
            self._answers.setdefault(case.question, Answers(Fraction(0))).most += case.max_points

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
            self._add_questions(row)

    def _add_questions(self, row: Row) -> None:
        for answers, points in zip(self._answers.values(), row.questions, strict=False):
            if points is not None:
                answers.count += 1
                answers.points += points
                answers.full += points >= answers.most
        for each in dict.fromkeys((*row.blames, *((ANY, blame) for _, blame in row.blames if blame.mistake))):
            self._blamed[each] += 1
            examples = self._examples.setdefault(each, [])
            if len(examples) < EXAMPLES:
                examples.append(row)

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

    @property
    def full(self) -> int:
        """How many have all points."""
        return sum(count for points, count in self._points.items() if points >= self.max_points)

    def bins(self) -> tuple[Bin, ...]:
        """The distribution; what lies above the maximum or below 0 by an adjustment is in the last or the first."""
        width = _bin_width(self.max_points)
        counts = [0] * max(1, math.ceil(self.max_points / width))
        for points, count in self._points.items():
            counts[min(len(counts) - 1, max(0, math.floor(points / width)))] += count
        bounds = [*(width * i for i in range(len(counts))), self.max_points]
        return tuple(Bin(float(bounds[i]), float(bounds[i + 1]), count) for i, count in enumerate(counts))

    def questions(self) -> tuple[QuestionFigures, ...]:
        """In the suite's order, each with its causes, commonest first; of equals a known mistake."""
        return tuple(
            QuestionFigures(
                name=name,
                max_points=answers.most,
                count=answers.count,
                full=answers.full,
                mean=answers.points / answers.count if answers.count else None,
                causes=self._causes_of(name),
            )
            for name, answers in self._answers.items()
        )

    def _causes_of(self, question: str) -> tuple[Blamed, ...]:
        own = [
            Blamed(blame, (name,), count, tuple(self._examples[name, blame]))
            for (name, blame), count in self._blamed.items()
            if name == question
        ]
        return tuple(sorted(own, key=lambda each: (-each.count, not each.blame.mistake, each.blame.words)))

    def mistakes(self) -> list[Blamed]:
        """Every known mistake that somebody made, the commonest first; a student counts once, in however many questions."""
        found = [
            Blamed(
                blame,
                tuple(name for name in self._answers if (name, blame) in self._blamed),
                count,
                tuple(self._examples[ANY, blame]),
            )
            for (name, blame), count in self._blamed.items()
            if name == ANY
        ]
        return sorted(found, key=lambda each: (-each.count, each.blame.words))

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


def _bin_width(most: Fraction) -> Fraction:
    """The smallest of ... 0.1, 0.2, 0.5, 1, 2, 5, 10 ... that makes no more than MOST_BINS bins of the points."""
    if not most:
        return Fraction(1)
    power = Fraction(10) ** (math.floor(math.log10(float(most))) - 2)
    return next(power * step for step in (1, 2, 5, 10, 20, 50, 100, 200) if most <= MOST_BINS * power * step)


def _at(ordered: Sequence[tuple[Fraction, int]], place: int) -> Fraction:
    for points, count in ordered:
        if place < count:
            return points
        place -= count
    raise IndexError(place)
