"""One submission in, one immutable Grade out."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from grader import __version__
from grader.model import Assignment, CaseResult, Environment, Fault, Grade, Note, Submission, Text, Verdict
from grader.reasons import why
from grader.scoring import max_points_of, points_of, verdict_of
from grader.suite.cases import Case
from grader.suite.outcome import LoadFailure
from grader.suite.runs import Suite
from grader.unreadable import SYNTAX, explain_load


def grade(suite: Suite, submission: Submission, *, sandbox: str, on_case: Callable[[], None]) -> Grade:
    """Run the suite on the submission and add up. Never raises for anything that the student did."""
    assignment, cases = suite.assignment, suite.cases
    if submission.fault:
        return withheld_grade(assignment, submission, outline(cases, Verdict.GRADER_ERROR), sandbox, submission.fault)
    if submission.problem:
        return make_grade(assignment, submission, outline(cases, Verdict.INVALID_SUBMISSION), sandbox)
    outcome = suite.run(submission, on_case)
    if outcome.load_failure is None:
        return make_grade(assignment, submission, outcome.cases, sandbox, needs_review=outcome.suspicious, notes=outcome.notes)
    verdict, problem = _blame_load(outcome.load_failure)
    results = outline(cases, verdict)
    return make_grade(assignment, submission, results, sandbox, problem=problem, needs_review=outcome.suspicious)


def outline(cases: Sequence[Case], verdict: Verdict) -> tuple[CaseResult, ...]:
    """Every case with one verdict and no points."""
    return tuple(case.result(verdict) for case in cases)


def make_grade(
    assignment: Assignment,
    submission: Submission,
    cases: tuple[CaseResult, ...],
    sandbox: str,
    *,
    problem: Text | None = None,
    needs_review: bool = False,
    notes: tuple[Note, ...] = (),
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
            numpy=np.__version__,
            assignment_digest=assignment.digest,
        ),
        problem=problem.en if problem else submission.problem,
        problem_ko=problem.ko if problem else submission.problem_ko,
    )


def withheld_grade(assignment: Assignment, submission: Submission, cases: Sequence[CaseResult], sandbox: str, why: str) -> Grade:
    """What could not be graded for a reason of ours: no points, to be reviewed. ``why``: for staff."""
    return make_grade(assignment, submission, tuple(_as_grader_error(case, why) for case in cases), sandbox)


def _as_grader_error(case: CaseResult, why: str) -> CaseResult:
    return replace(case, verdict=Verdict.GRADER_ERROR, staff=replace(case.staff, detail=why))


def _blame_load(failure: LoadFailure) -> tuple[Verdict, Text]:
    """The verdict of a file that could not be imported, and why, for its student: no input of a test is known by then."""
    if failure.stop is not None and failure.stop.verdict is Verdict.CRASHED:
        return Verdict.CRASHED, why("load_crashed")
    if failure.stop is not None:
        return failure.stop.verdict, why("load_stopped", limit=failure.stop.limit or failure.stop.detail)
    fault = failure.fault or Fault(base="Exception", type="Exception", message="")
    verdict = Verdict.RUN_TIME_ERROR
    if fault.base == "MemoryError":
        verdict = Verdict.MEMORY_LIMIT
    elif fault.base in SYNTAX:
        verdict = Verdict.INVALID_SUBMISSION
    return verdict, explain_load(fault)
