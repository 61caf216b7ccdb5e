"""Runs of a collected suite that grade nobody: some cases only, in another order, or with somebody else in the student's place.

What ``grader verify`` asks of a suite. The verdict of a case is found by the same code as for a submission.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest

from grader.judge.case import CaseRun
from grader.judge.running.cases import Case
from grader.judge.running.context import Side
from grader.judge.running.results import LoadFailure, SuiteOutcome
from grader.judge.running.student import LiveStudent
from grader.judge.suite import Suite, own_of
from grader.model import CaseResult, Submission, Verdict


def student_of(suite: Suite, submission: Submission) -> LiveStudent:
    """The submission in the student's place, with what the assignment hands out."""
    return suite.open(submission.files, own_of(submission))


def run_some(
    suite: Suite, submission: Submission, order: Sequence[str], *, enough: Callable[[CaseResult], bool], on_case: Callable[[], None]
) -> SuiteOutcome:
    """The named cases in that order, up to the first of which ``enough`` holds. A name that the suite lacks is left out.

    The first failure is judged as in grading, with its second run in a fresh worker. It settles that points are lost; the further
    ones only say where else, and are run once.
    """
    places = {case.name: place for place, case in enumerate(suite.cases)}
    live = student_of(suite, submission)
    suite._stage.student = submission.student  # noqa: SLF001  # the suite's own machinery
    results: list[CaseResult] = []
    try:
        loaded = suite.load(live)
        if isinstance(loaded, LoadFailure):
            return SuiteOutcome(load_failure=loaded)
        for name in order:
            if name not in places:
                continue
            case, item = suite.cases[places[name]], suite._items[places[name]]  # noqa: SLF001  # the suite's own machinery
            on_case()
            run = suite.judging.run(item, case, live)
            lost = any(result.verdict is not Verdict.ACCEPTED for result in results)
            if run.blame.verdict is None or (run.failed and not lost):
                run = suite.judging.judge(item, case, live, on_case)
            results.append(run.result(case))
            if enough(results[-1]):
                break
    finally:
        suite._stage.side = None  # noqa: SLF001  # the suite's own machinery
        live.close()
    return SuiteOutcome(cases=tuple(results))


def items_of(suite: Suite) -> Iterator[tuple[pytest.Item, Case]]:
    """Every case with the pytest item behind it."""
    yield from zip(suite._items, suite.cases, strict=True)  # noqa: SLF001  # the suite's own machinery


def run_with(suite: Suite, item: pytest.Item, case: Case, side: Side) -> CaseRun:
    """One case with ``side`` answering in the student's place."""
    try:
        return suite.judging.run(item, case, side)
    finally:
        suite._stage.side = None  # noqa: SLF001  # the suite's own machinery


def is_cut_short(result: CaseResult) -> bool:
    """Whether a limit ended the case: the next one would wait for the same limit again."""
    return result.verdict in (Verdict.TIME_LIMIT, Verdict.MEMORY_LIMIT, Verdict.OUTPUT_LIMIT, Verdict.CRASHED)
