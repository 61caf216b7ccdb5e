"""Why the cases of one submission failed: asked after all of them were judged, so that no point can depend on it.

One inquiry a function, however many cases it fails. The reference answers in the judge, the student and the known mistakes in
processes of the slot.
"""

from __future__ import annotations

import ast
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from grader.diagnosis.draws import draw_inputs, strategies_of
from grader.diagnosis.heat import heat_of
from grader.diagnosis.inputs import Input
from grader.diagnosis.outcomes import Failure, Observation, count_of, failure_of
from grader.model import Assignment, CaseResult, Counterexample, Evidence, Finding, Text, Verdict
from grader.suite.attempts import Attempt
from grader.suite.inquiry import MAX_DRAWN, MORE_DRAWN, Inquiry, ask_mistakes
from grader.suite.mistaken import Mistakes
from grader.suite.reference import Reference
from grader.suite.replays import Replays
from grader.suite.sides import Files, LiveStudent
from grader.suite.stage import Record
from grader.suite.witness import Oracle, TooSlowError, Witness

EXPLAINED = (Verdict.WRONG_ANSWER, Verdict.RUN_TIME_ERROR)
# Different ways to fail, of one function, that are each made smaller.
MAX_SEARCHES = 2


@dataclass(slots=True)
class About:
    """What there is to say of one function."""

    findings: tuple[Finding, ...] = ()
    smallest: dict[Failure, Counterexample] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subject:
    """The call that a failed case is about."""

    attempt: Attempt
    seen: Observation
    failure: Failure


class Explainer:
    """Serves one judge. What does not depend on the student is drawn, asked and remembered once."""

    def __init__(self, assignment: Assignment, reference: Reference, open_student: Callable[[Files], LiveStudent]) -> None:
        self._assignment = assignment
        self._oracle = Oracle(reference, assignment.spec_for, assignment.limits.wall_s)
        self._replays = Replays(assignment, reference, open_student)
        self._mistakes = Mistakes(assignment, open_student)
        self._strategies = strategies_of(vars(sys.modules["inputs"]) if "inputs" in sys.modules else {}, assignment.functions)
        self._draws: dict[str, tuple[Input, ...]] = {}
        self._checked = checked_functions(assignment)

    def explained(
        self, live: LiveStudent, records: Sequence[Record], results: tuple[CaseResult, ...], on_pause: Callable[[], None]
    ) -> tuple[CaseResult, ...]:
        """The results with findings, counterexamples and heat maps. A submission that takes too long to explain gets none.

        Never raises: what goes wrong with an explanation is told to staff, and costs nobody a grade.
        """
        try:
            return self._explained(live, records, results, on_pause)
        except Exception:  # noqa: BLE001  # see above
            told = f"the explanation failed: {traceback.format_exc()}"
            return tuple(
                result if result.verdict is Verdict.ACCEPTED else replace(result, staff=replace(result.staff, detail=told))
                for result in results
            )

    def _explained(
        self, live: LiveStudent, records: Sequence[Record], results: Sequence[CaseResult], on_pause: Callable[[], None]
    ) -> tuple[CaseResult, ...]:
        witness = Witness(live, self._assignment.spec_for, on_pause=on_pause)
        inquiries = {name: self._inquiry(name, records, witness) for name in self._checked}
        subjects = [
            _subject(record, inquiries) if result.verdict in EXPLAINED else None
            for record, result in zip(records, results, strict=True)
        ]
        try:
            known = {name: self._about(inquiries[name], subjects) for name in self._checked}
            # What no plain call explains may be about objects: there the way to the wrong value is played again.
            objects = [
                record if result.verdict in EXPLAINED and subject is None else None
                for record, result, subject in zip(records, results, subjects, strict=True)
            ]
            played = self._replays.known(live, [each for each in objects if each is not None], witness.pause)
        except TooSlowError:
            return tuple(results)
        return tuple(
            self._told(result, subject, known.get(subject.attempt.name))
            if subject is not None
            else (replace(result, findings=played[record.asked]) if record is not None and record.asked in played else result)
            for result, subject, record in zip(results, subjects, objects, strict=True)
        )

    def _inquiry(self, name: str, records: Sequence[Record], witness: Witness) -> Inquiry:
        # One call a case at first, and then its last one: the same inputs for every student, and those that failed.
        calls = [[call for call in record.attempts.calls if call.name == name] for record in records]
        attempts = [each for own in calls for each in (own[:1] + own[-1:])]
        return Inquiry(name, self._assignment.spec_for(name), witness, self._oracle, lambda: self._drawn(name), attempts)

    def _drawn(self, name: str) -> tuple[Input, ...]:
        if name not in self._draws:
            self._draws[name] = draw_inputs(self._strategies[name]) if name in self._strategies else ()
        return self._draws[name]

    def _about(self, inquiry: Inquiry, subjects: Sequence[Subject | None]) -> About:
        mine = [each for each in subjects if each is not None and each.attempt.name == inquiry.function]
        about = About()
        if not mine:
            return about
        inquiry.witness.pause()
        natural = inquiry.natural()
        drawn = inquiry.drawn(0, MAX_DRAWN)
        findings = [*self._known(inquiry, natural, drawn), *inquiry.looks(natural, drawn)]
        for failure in list(dict.fromkeys(each.failure for each in mine))[:MAX_SEARCHES]:
            start = min((each.seen for each in mine if each.failure == failure), key=_size)
            smallest, repeats = inquiry.counterexample(start, natural)
            if smallest is not None:
                about.smallest[failure] = smallest
            if repeats is not None:
                # What changes from call to call explains itself by nothing else.
                findings = [replace(repeats, function=inquiry.function)]
        about.findings = tuple(dict.fromkeys(findings))
        return about

    def _known(self, inquiry: Inquiry, natural: Sequence[Observation], drawn: Sequence[Observation]) -> tuple[Finding, ...]:
        """The known mistake that the student's values are those of, if there is one."""
        seen = [*natural, *drawn]
        names = inquiry.known_mistake(seen, ask_mistakes(self._mistakes, inquiry, seen))
        if len(names) > 1:
            more = inquiry.drawn(1, MORE_DRAWN)
            names = inquiry.known_mistake([*seen, *more], ask_mistakes(self._mistakes, inquiry, [*seen, *more], names))
        if not names:
            return ()
        texts = self._assignment.mistake(names[0])
        return (Finding(kind="known_mistake", function=inquiry.function, name=names[0], hint=texts.hint or Text("")),)

    def _told(self, result: CaseResult, subject: Subject, about: About | None) -> CaseResult:
        evidence = result.evidence
        if evidence is not None:
            evidence = self._with_heat(evidence, subject)
        if about is None:
            return replace(result, evidence=evidence)
        smallest = about.smallest.get(subject.failure)
        return replace(result, evidence=evidence, findings=about.findings, counterexample=smallest)

    def _with_heat(self, evidence: Evidence, subject: Subject) -> Evidence:
        seen = subject.seen
        if evidence.mismatch is None or seen.mismatch is None or seen.mismatch.output != evidence.mismatch.output:
            return evidence
        spec = self._assignment.spec_for(subject.attempt.name)
        return replace(evidence, heat=heat_of(seen.expected, seen.outcome.value, seen.mismatch, spec))


def _subject(record: Record, inquiries: dict[str, Inquiry]) -> Subject | None:
    """The last call where that is wrong, else the first one that is: a free-hand assertion may fail for what came before."""
    calls = [call for call in record.attempts.calls if call.name in inquiries]
    for call in (*calls[-1:], *calls):
        seen = inquiries[call.name].of(call)
        failure = None if seen is None else failure_of(seen)
        if seen is not None and failure is not None:
            return Subject(call, seen, failure)
    return None


def _size(seen: Observation) -> int:
    return count_of(list(seen.args)) + count_of(dict(seen.kwargs))


def checked_functions(assignment: Assignment) -> tuple[str, ...]:
    """The functions that the hidden suite compares with the reference somewhere: of no other is there one right value."""
    if assignment.private is None:
        return ()
    tree = ast.parse((assignment.private / "test_hidden.py").read_text(encoding="utf-8"))
    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "check"
    }
    return tuple(name for name in assignment.functions if name in used)
