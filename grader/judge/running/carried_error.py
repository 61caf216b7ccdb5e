"""Credit where it is due: a later case tried again with the earlier functions, which are wrong, answered by the reference.

On the judge's side only. What a student's own code calls inside its process stays the student's: no student process ever holds a
function of the reference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.judge.running.context import Answer
from grader.judge.running.reference import Reference
from grader.judge.running.reference_side import ReferenceStudent
from grader.judge.running.student import LiveStudent
from grader.model import Assignment, CaseResult, Verdict
from grader.sandbox.protocol import Ask

NOT_TRIED = (Verdict.ACCEPTED, Verdict.SKIPPED, Verdict.GRADER_ERROR, Verdict.INVALID_SUBMISSION)


class GivenStudent:
    """The submission, with the reference answering for the functions of ``names``."""

    def __init__(self, live: LiveStudent, reference: Reference, names: Sequence[str]) -> None:
        self.live, self._names = live, names
        self._reference = ReferenceStudent(reference)
        self.answered: set[str] = set()

    def kind_of(self, name: str) -> str | None:
        return self._reference.kind_of(name) if name in self._names else self.live.kind_of(name)

    def call(self, name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        return self.answer(Ask(name=name, args=args, kwargs=kwargs), name).value

    def answer(self, ask: Ask, label: str) -> Answer:
        # A method belongs to the object that it is called on, whoever made that.
        if ask.target or ask.name not in self._names:
            return self.live.answer(ask, label)
        self.answered.add(ask.name)
        return self._reference.answer(ask, label)

    def fetch(self, ask: Ask, label: str) -> object:
        return self.live.fetch(ask, label)

    def holds(self, part: object) -> bool:
        return self.live.holds(part) or self._reference.holds(part)


def earlier_failures(case: CaseResult, results: Sequence[CaseResult], assignment: Assignment) -> tuple[str, ...]:
    """The functions that a failed case's question builds on and that fail cases of their own; none where nothing is to be tried."""
    if case.verdict in NOT_TRIED:
        return ()
    failed = {each.question for each in results if each.verdict not in NOT_TRIED}
    return tuple(name for name in needed(case.question, assignment) if name in failed)


def needed(question: str, assignment: Assignment) -> tuple[str, ...]:
    """Everything that a question builds on, directly or not, in the order of the assignment's functions."""
    table = dict(assignment.needs)
    found: set[str] = set()
    waiting = list(table.get(question, ()))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += table.get(name, ())
    return tuple(name for name in assignment.functions if name in found and name != question)
