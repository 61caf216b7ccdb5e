"""The cases of a grade as a page shows them: by question, and in it by test, the parametrised ones in one row. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.grading.scoring import points_of, total
from grader.model import CaseResult, Verdict

# What earned nothing, but is nobody's mistake yet.
IDLE = (Verdict.NOT_IMPLEMENTED, Verdict.SKIPPED, Verdict.GRADER_ERROR, Verdict.INVALID_SUBMISSION)


@dataclass(frozen=True, slots=True)
class Folded:
    """Some cases, added up. ``name``: of the question, or of the test without its parameters."""

    name: str
    cases: tuple[CaseResult, ...]

    @property
    def points(self) -> Fraction | None:
        """None where a case of it is withheld."""
        return points_of(self.cases)

    @property
    def max_points(self) -> Fraction:
        return total(case.max_points for case in self.cases)

    @property
    def bonus(self) -> bool:
        """Whether its maximum does not count."""
        return all(case.bonus for case in self.cases)

    @property
    def passed(self) -> int:
        return sum(case.verdict is Verdict.ACCEPTED for case in self.cases)

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """Those that are not accepted, nor set aside."""
        return tuple(case for case in self.cases if case.verdict not in (Verdict.ACCEPTED, Verdict.SKIPPED))

    @property
    def tone(self) -> str:
        """``ok``: all, ``part``, ``no``: none, ``idle``: nothing to judge."""
        if not self.failed:
            return "ok" if self.passed else "idle"
        if self.points is None or (all(case.verdict in IDLE for case in self.failed) and not self.passed):
            return "idle"
        return "part" if self.passed or self.points else "no"

    @property
    def tests(self) -> tuple[Folded, ...]:
        return _by(self.cases, lambda case: case.case.partition("[")[0])


def questions_of(cases: Sequence[CaseResult]) -> tuple[Folded, ...]:
    """In the suite's order."""
    return _by(cases, lambda case: case.question)


def tone_of(case: CaseResult) -> str:
    """Of one case: amber where it earned a part, red only where it earned nothing."""
    return Folded(case.case, (case,)).tone


def parameter_of(case: CaseResult) -> str:
    """What tells the case from others of its test; empty where it is the only one."""
    return case.case.partition("[")[2].removesuffix("]")


def _by(cases: Sequence[CaseResult], key: Callable[[CaseResult], str]) -> tuple[Folded, ...]:
    found: dict[str, list[CaseResult]] = {}
    for case in cases:
        found.setdefault(key(case), []).append(case)
    return tuple(Folded(name, tuple(own)) for name, own in found.items())
