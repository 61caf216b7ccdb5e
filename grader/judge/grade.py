"""One submission in, one immutable Grade out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from pydantic import TypeAdapter

from grader.grading.totals import make_grade, withheld_grade
from grader.judge.handedin import notes_of
from grader.judge.running.cases import Case
from grader.judge.running.results import LoadFailure, is_suspicious
from grader.judge.suite import Suite
from grader.model import CaseResult, Fault, Grade, Note, StaffDetail, Submission, Text, Verdict
from grader.model.codecs import GRADE
from grader.phrases.why import why
from grader.reading.unreadable import SYNTAX, explain_load


def grade(suite: Suite, submission: Submission, *, sandbox: str, on_case: Callable[[], None]) -> Grade:
    """Run the suite on the submission and add up. Never raises for anything that the student did."""
    assignment, cases = suite.assignment, suite.cases
    if submission.fault:
        return withheld_grade(assignment, submission, outline(cases, Verdict.GRADER_ERROR), sandbox, submission.fault)
    if submission.problem:
        verdict = Verdict.GRADER_ERROR if submission.withheld else Verdict.INVALID_SUBMISSION
        return make_grade(assignment, submission, outline(cases, verdict), sandbox, notes=notes_of(submission, (), assignment))
    outcome = suite.run(submission, on_case)
    if outcome.load_failure is None:
        notes = (*notes_of(submission, outcome.unread, assignment), *outcome.notes)
        return make_grade(assignment, submission, outcome.cases, sandbox, needs_review=outcome.suspicious, notes=notes)
    verdict, problem = _blame_load(outcome.load_failure, submission)
    results = outline(cases, verdict)
    notes = notes_of(submission, (), assignment)
    fault = outcome.load_failure.fault
    broken = fault.frames[-1] if fault is not None and fault.frames else None
    return make_grade(
        assignment, submission, results, sandbox, problem=problem, needs_review=outcome.suspicious, notes=notes, broken=broken
    )


def outline(cases: Sequence[Case], verdict: Verdict) -> tuple[CaseResult, ...]:
    """Every case with one verdict and no points."""
    return tuple(case.result(verdict) for case in cases)


def encoded(grade: Grade) -> tuple[Grade, bytes]:
    """The grade and its JSON. A text that cannot be written down is left out with what is around it, and somebody has to look."""
    try:
        return grade, GRADE.dump_json(grade)
    except ValueError as error:
        detail = f"could not be written down: {error}"
    cases = tuple(case if _can_be_written(case) else _bare(case, detail) for case in grade.cases)
    grade = replace(grade, cases=cases, notes=tuple(note for note in grade.notes if _can_be_written(note)), needs_review=True)
    return grade, GRADE.dump_json(grade)


def _can_be_written(value: CaseResult | Note) -> bool:
    try:
        TypeAdapter[CaseResult | Note](type(value)).dump_json(value)
    except ValueError:
        return False
    return True


def _bare(case: CaseResult, detail: str) -> CaseResult:
    """Verdict and points, and nothing that is made of the student's values."""
    return replace(
        case, evidence=None, fault=None, printed="", mutated=(), findings=(), counterexample=None, staff=StaffDetail(detail=detail)
    )


def _blame_load(failure: LoadFailure, submission: Submission) -> tuple[Verdict, Text]:
    """The verdict of a file that could not be imported, and why, for its student: no input of a test is known by then."""
    if is_suspicious(failure.stop):
        return Verdict.CRASHED, why("load_forged")
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
    return verdict, explain_load(fault, submission.files, failure.unread)
