"""Case results added up to a Grade. Knows neither suites nor judges, so whoever only reads grades need not load them."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib import metadata

from grader import __version__
from grader.grading.scoring import max_points_of, points_of, verdict_of
from grader.model import Assignment, CaseResult, Environment, Frame, Grade, Note, StaffDetail, Submission, Text, Verdict


@cache
def numpy_version() -> str:
    """Of the NumPy that grades, without loading it: a command may only want to know whether anything has to be graded."""
    return metadata.version("numpy")


def make_grade(
    assignment: Assignment,
    submission: Submission,
    cases: tuple[CaseResult, ...],
    sandbox: str,
    *,
    problem: Text | None = None,
    needs_review: bool = False,
    notes: tuple[Note, ...] = (),
    broken: Frame | None = None,
) -> Grade:
    points = points_of(cases)
    return Grade(
        assignment=assignment.slug,
        student=submission.student,
        name=submission.name,
        file=submission.file,
        digest=submission.digest,
        verdict=verdict_of(cases),
        points=points,
        max_points=max_points_of(cases),
        needs_review=needs_review or points is None,
        sandbox=sandbox,
        cases=cases,
        notes=notes,
        environment=Environment(
            version=__version__,
            python=platform.python_version(),
            numpy=numpy_version(),
            assignment_digest=assignment.digest,
        ),
        problem=problem.en if problem else submission.problem,
        problem_ko=problem.ko if problem else submission.problem_ko,
        broken=broken,
    )


def withheld_grade(assignment: Assignment, submission: Submission, cases: Sequence[CaseResult], sandbox: str, why: str) -> Grade:
    """What could not be graded for a reason of ours: no points, to be reviewed. ``why``: for staff."""
    return make_grade(assignment, submission, ended(cases, Verdict.GRADER_ERROR, why), sandbox)


def ended(cases: Sequence[CaseResult], verdict: Verdict, why: str, note: str = "") -> tuple[CaseResult, ...]:
    """Every case, of which nothing is known, with one verdict, which is not one of its own."""
    return tuple(replace(case, verdict=verdict, note=note, staff=StaffDetail(detail=why)) for case in cases)
