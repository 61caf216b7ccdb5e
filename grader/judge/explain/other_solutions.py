"""Other right solutions: accepted samples, each in a student process, and the references of the assignment's other conventions.

An input on which they do not agree with the reference asks for more than the assignment does, and is shown to nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from grader.errors import AssignmentError
from grader.judge.explain.ask import Oracle, asked
from grader.judge.explain.known_mistakes import MAX_REMEMBERED
from grader.judge.running.outcome import Observation, Outcome, fingerprint, observe, same_outcome
from grader.judge.running.record import Record
from grader.judge.running.reference import Reference
from grader.judge.running.student import SHOWN, Files, LiveStudent
from grader.model import Assignment, FunctionSpec
from grader.reading.submissions import load_submission
from grader.sandbox.protocol import StudentError


class OtherSolutions:
    """Serves one judge; what a sample gives for an input is remembered. ``others``: the references of the other conventions."""

    def __init__(self, assignment: Assignment, open_student: Callable[[Files], LiveStudent], others: Sequence[Reference]) -> None:
        self._assignment, self._open_student = assignment, open_student
        self._samples: list[Files] | None = None
        self._oracles = [Oracle(each, assignment.spec_for, assignment.limits.wall_s) for each in others]
        self._answers: dict[tuple[int, str, bytes], Outcome] = {}

    def agree(self, function: str, seen: Sequence[Observation], start: Observation, on_pause: Callable[[], None]) -> list[bool]:
        """Of each input whether all who are right on ``start`` are right there. Ends whatever worker the slot had."""
        spec = self._assignment.spec_for(function)
        found = [self._others_agree(function, each, start, spec) for each in seen]
        for number in range(len(self.files())):
            first, *rest = self._outcomes(number, function, [start, *seen], on_pause)
            # Who is wrong, or cannot be asked, on the suite's own input says nothing of others.
            if is_right(start, first, spec):
                found = [so_far and is_right(each, outcome, spec) for so_far, each, outcome in zip(found, seen, rest, strict=True)]
        return found

    def _others_agree(self, function: str, each: Observation, start: Observation, spec: FunctionSpec) -> bool:
        for oracle in self._oracles:
            value = oracle.expect(function)(each.args, each.kwargs)
            usual = oracle.expect(function)(start.args, start.kwargs)
            if value is None:
                return False
            outcome = Outcome(value.value)
            if usual is not None and is_right(start, Outcome(usual.value), spec):
                if not is_right(each, outcome, spec):
                    return False
            elif same_outcome(each.outcome, outcome, spec):
                # What differs anyway must at least not be what the student returned.
                return False
        return True

    def files(self) -> list[Files]:
        """Of each accepted sample."""
        if self._samples is None:
            folder = self._assignment.private
            paths = [] if folder is None else sorted((folder / "samples" / "accepted").glob("[!._]*"))
            self._samples = [tuple(load_submission(path, self._assignment).files) for path in paths]
        return self._samples

    def _outcomes(self, number: int, function: str, seen: Sequence[Observation], on_pause: Callable[[], None]) -> list[Outcome]:
        if len(self._answers) > MAX_REMEMBERED:
            self._answers.clear()
        keys = [(number, function, fingerprint(each.args, each.kwargs)) for each in seen]
        missing = [(each, key) for each, key in zip(seen, keys, strict=True) if key not in self._answers]
        if missing:
            on_pause()
            live = self._open_student(self.files()[number])
            try:
                live.begin_case(Record(), reveal=SHOWN)
            except StudentError:
                live.close()
            spec = replace(self._assignment.spec_for(function), name=function)
            for each, key in missing:
                self._answers[key] = asked(live, spec, each.args, each.kwargs)
            live.close()
        return [self._answers[key] for key in keys]


def is_right(each: Observation, outcome: Outcome, spec: FunctionSpec) -> bool:
    """Whether this outcome would have been accepted for the observation's input."""
    try:
        found = observe(each.args, each.kwargs, each.expected, outcome, spec, brief=True)
    except AssignmentError:
        return False
    return found is not None and not found.failed
