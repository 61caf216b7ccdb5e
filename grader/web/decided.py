"""From what people decided on the pages to what the tables of a class would say: adjustments and marks, as scoring takes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from grader.batch.store.rulings import Marking, Ruled, Waiver
from grader.model import Adjustment, Assignment, CaseResult, ManualQuestion, Mark, Verdict
from grader.web.outcomes import Judged, Outcome

# Of who did not try: nothing was written, or nothing could be read.
NOT_TRIED = (Verdict.NOT_IMPLEMENTED, Verdict.INVALID_SUBMISSION, Verdict.SKIPPED)


def adjustments_of(
    ruled: Ruled, student: str, outcome: Outcome | None, outline: Sequence[CaseResult] = ()
) -> tuple[Adjustment, ...]:
    """``outcome`` None: nothing was handed in, so ``outline`` says what the checks are worth. A waiver gives what is missing."""
    own = tuple(each.value for each in ruled.adjustments if each.student == student)
    waived = tuple(each for waiver in ruled.waivers for each in _waived(waiver, outcome, outline))
    return (*_once(waived), *own)


def waiver_points(waiver: Waiver, cases: Sequence[CaseResult]) -> Fraction:
    """What is at stake for somebody who has nothing of it."""
    return sum((case.max_points for case in cases if _is_meant(waiver, case)), Fraction(0))


def _waived(waiver: Waiver, outcome: Outcome | None, outline: Sequence[CaseResult]) -> Iterator[Adjustment]:
    cases: Sequence[Judged | CaseResult] = outcome.cases if outcome is not None else outline
    for case in cases:
        if not _is_meant(waiver, case) or (waiver.whom == "tried" and (outcome is None or case.verdict in NOT_TRIED)):
            continue
        missing = case.max_points - (case.points if outcome is not None else 0)
        if missing > 0:
            yield Adjustment(case=case.case, points=missing, reason=waiver.reason, who=waiver.who)


def _once(waived: Sequence[Adjustment]) -> tuple[Adjustment, ...]:
    """Two waivers of one check give its points once."""
    return tuple({each.case: each for each in reversed(waived)}.values())[::-1]


def _is_meant(waiver: Waiver, case: Judged | CaseResult) -> bool:
    return waiver.name == (case.case if waiver.about == "case" else case.question)


def marks_of(ruled: Ruled, assignment: Assignment, student: str, handin: int) -> tuple[Mark, ...]:
    """The released marks that count, and the comments on this hand-in, as rows of marks.csv."""
    comments = tuple(
        Mark(comment=each.text, who=each.who, when=each.at[:10], file=each.file, line=each.line)
        for each in ruled.comments
        if each.handin == handin
    )
    marks = tuple(
        mark
        for question in assignment.manual
        if question.name in ruled.released
        for marking in ruled.markings
        if marking.counts and (marking.student, marking.question) == (student, question.name)
        for mark in rows_of(marking, question)
    )
    return (*marks, *comments)


def rows_of(marking: Marking, question: ManualQuestion) -> tuple[Mark, ...]:
    """One row an item, or one for the whole; the comment stands beside the first."""
    first = Mark(question=question.name, comment=marking.comment, who=marking.who, when=marking.at[:10])
    items = [item for item in question.items if item.name in marking.items]
    if marking.points is not None or not items:
        return (replace(first, points=marking.points if marking.points is not None else Fraction(0)),)
    rows = [replace(first, item=item.name, points=item.points) for item in items]
    return (rows[0], *(replace(row, comment="") for row in rows[1:]))


def marked_points(marking: Marking, question: ManualQuestion) -> Fraction:
    return sum((each.points for each in rows_of(marking, question) if each.points is not None), Fraction(0))
