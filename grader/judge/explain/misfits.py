"""Whether functions of one submission fit together, where one of them is wrong: told from cases that take both from the student.

A suite that holds a backward pass against finite differences of the student's own forward pass says more than right or wrong: a
backward pass may be the exact gradient of a forward pass that is wrong itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.judge.running.carried_error import NOT_TRIED, needed
from grader.judge.running.record import Record
from grader.model import Assignment, CaseResult, Finding, Verdict

FAILED = (Verdict.WRONG_ANSWER, Verdict.RUN_TIME_ERROR)


def own_findings(
    assignment: Assignment,
    records: Sequence[Record],
    results: Sequence[CaseResult],
    is_wrong: Callable[[Record, str], bool],
) -> dict[int, Finding]:
    """By the place of a result that failed: whether its function fits the student's own earlier ones that are wrong.

    ``is_wrong``: whether a function gave a wrong value in that very case. One that is wrong elsewhere only says nothing here.
    """
    wrong = {each.question for each in results if each.verdict not in NOT_TRIED}
    # A function that was never seen to be wrong by itself is not accused: a right one cannot fit what is wrong.
    seen_wrong = {
        result.question
        for record, result in zip(records, results, strict=True)
        if result.verdict is Verdict.WRONG_ANSWER and record.asked == result.question and result.question in record.checked
    }
    fits: dict[str, tuple[str, ...]] = {}
    misfits: dict[int, tuple[str, ...]] = {}
    for place, (record, result) in enumerate(zip(records, results, strict=True)):
        own = tuple(
            name
            for name in needed(result.question, assignment)
            if name in wrong and name in record.called and name not in record.checked and is_wrong(record, name)
        )
        if not own or result.question not in record.called or result.question in record.checked:
            continue
        if result.verdict is Verdict.ACCEPTED:
            fits[result.question] = own
        elif result.verdict is Verdict.WRONG_ANSWER and record.asked == result.question and result.question in seen_wrong:
            misfits[place] = own
    found = {}
    for place, result in enumerate(results):
        if place in misfits:
            found[place] = Finding(kind="misfits_own", function=result.question, words=misfits[place])
        elif result.verdict in FAILED and result.question in fits:
            found[place] = Finding(kind="fits_own", function=result.question, words=fits[result.question])
    return found


def without_misfits(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Without the claim that a function is wrong as well: nothing has shown it."""
    return tuple(each for each in findings if each.kind != "misfits_own")
