"""What tests of grading share: a judge with shortcuts for looking at what it says, and what must be there where values differ."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from grader.grading.compare import compare
from grader.judge.supervisor import Judge, SandboxRequest
from grader.model import CaseResult, Environment, Evidence, Fault, Grade, Mismatch, Rule, Submission, Verdict
from grader.sandbox.level import Isolation, Level


@dataclass(frozen=True)
class Marker:
    """A judge for one course, and shortcuts for looking at what it says."""

    judge: Judge

    def grade(self, source: str = "", **files: str) -> Grade:
        """``source``: work.py; or several files by stem."""
        sources = files or {"work": source}
        given = tuple((f"{stem}.py", text.encode()) for stem, text in sources.items())
        digest = hashlib.sha256(repr(given).encode()).hexdigest()
        return self.judge.grade(Submission(student="s", files=given, file=given[0][0], digest=digest))

    def case(self, source: str = "", **files: str) -> CaseResult:
        """The only case of a suite of one."""
        (case,) = self.grade(source, **files).cases
        return case


class MakeMarker(Protocol):
    """The fixture ``marker``."""

    def __call__(self, course: Path, sandbox: SandboxRequest = "process") -> Marker: ...


class IsolationAt(Protocol):
    """The fixture ``isolation_at``."""

    def __call__(self, level: Level, private: Sequence[Path] = ()) -> Isolation: ...


def wrong_grade(*cases: CaseResult) -> Grade:
    """A grade of no points of these cases, for what is rendered of it."""
    return Grade(
        assignment="a",
        student="s",
        name="",
        file="a.py",
        digest="",
        verdict=Verdict.WRONG_ANSWER,
        points=Fraction(0),
        max_points=Fraction(len(cases)),
        needs_review=False,
        sandbox="process",
        cases=tuple(cases),
        notes=(),
        environment=Environment(version="", python="", numpy="", assignment_digest=""),
    )


def points_of(grade: Grade) -> Fraction:
    """Of a submission that has to have been graded."""
    assert grade.points is not None, grade
    return grade.points


def evidence_of(case: CaseResult) -> Evidence:
    """Of a case that has to have some."""
    assert case.evidence is not None, case
    return case.evidence


def fault_of(case: CaseResult) -> Fault:
    """Of a case in which student code has to have raised."""
    assert case.fault is not None, case
    return case.fault


def mismatch_of(case: CaseResult) -> Mismatch:
    """Of a case whose values have to differ."""
    mismatch = evidence_of(case).mismatch
    assert mismatch is not None, case
    return mismatch


def difference(actual: object, expected: object, rule: Rule) -> Mismatch:
    """Of two values that must not agree under the rule."""
    mismatch = compare(actual, expected, rule)
    assert mismatch is not None
    return mismatch
