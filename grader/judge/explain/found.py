"""What was found of the failed cases of a tier, and the results that say it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from grader.judge.explain.explained import Explained
from grader.judge.explain.heat import heat_of
from grader.judge.explain.inquiry import Inquiry
from grader.judge.explain.recipes import subject_of
from grader.judge.running.calllog import Attempt
from grader.judge.running.outcome import Failure, Observation, failure_of
from grader.judge.running.record import Record
from grader.model import CaseResult, Counterexample, Evidence, Finding, FunctionSpec, Reveal, Verdict

NO_FAILURE = Failure("")
# What is said of a case that raised, too: it returned no value that could look like anything.
OF_INPUTS = (
    "known_mistake", "differs_between_runs", "depends_on_calls", "only_not_square", "only_above_one", "only_for_one", "only_zero",
    "only_not_zero", "only_text", "one_size", "only_integers", "only_negative", "only_large",
)  # fmt: skip


@dataclass(slots=True)
class About:
    """What there is to say of one function, and what it was read from."""

    seen: tuple[Observation, ...] = ()
    findings: tuple[Finding, ...] = ()
    smallest: dict[Failure, Counterexample] = field(default_factory=dict)

    @property
    def known(self) -> str:
        """The mistake that it is, or nothing."""
        return next((each.name for each in self.findings if each.kind == "known_mistake"), "")


@dataclass(frozen=True, slots=True)
class Subject:
    """The call that a failed case is about. ``is_open``: a smallest input may be shown, and so may be made of this one."""

    attempt: Attempt
    seen: Observation
    failure: Failure
    is_open: bool

    def mapped(self, evidence: Evidence, spec: FunctionSpec) -> Evidence:
        """The evidence with a map of what is wrong, where it is of this call."""
        seen = self.seen
        if evidence.mismatch is None or seen.mismatch != evidence.mismatch:
            return evidence
        return replace(evidence, heat=heat_of(seen.expected, seen.outcome.value, seen.mismatch, spec))


@dataclass(slots=True)
class Found:
    """Everything that was found of a tier: of functions, of what is done with objects (three of them), and behind a failure."""

    known: dict[str, About] = field(default_factory=dict)
    played: Mapping[str, Finding] = field(default_factory=dict)
    looks: Mapping[tuple[str, str], tuple[Finding, ...]] = field(default_factory=dict)
    smaller: Mapping[tuple[str, Failure], Counterexample] = field(default_factory=dict)
    hidden: Mapping[str, Finding] = field(default_factory=dict)

    def told(
        self, result: CaseResult, record: Record, subject: Subject | None, spec_for: Callable[[str], FunctionSpec]
    ) -> Explained:
        """All that was found of a failed case. ``subject``: the plain call that it is about, if it is about one."""
        evidence, findings, smallest = result.evidence, tuple[Finding, ...](), None
        if subject is None:
            played = self.played.get(record.asked)
            looks = self.looks.get(subject_of(record.asked, record.recipe), ())
            findings = (() if played is None else (played,)) + looks
            smallest = self.smaller.get((record.asked, failure_in(result) or NO_FAILURE))
        else:
            evidence = None if evidence is None else subject.mapped(evidence, spec_for(subject.attempt.name))
            if (about := self.known.get(subject.attempt.name)) is not None:
                findings, smallest = about.findings, about.smallest.get(subject.failure)
        if result.verdict is Verdict.RUN_TIME_ERROR:
            findings = tuple(each for each in findings if each.kind in OF_INPUTS)
        # Behind the failure, of the function that the case is about.
        more = self.hidden.get(result.question)
        findings = findings if more is None else (*findings, more)
        return Explained(evidence, findings, smallest)


def subject_in(record: Record, inquiries: dict[str, Inquiry], *, shown: bool) -> Subject | None:
    """The last call where that is wrong, else the first one that is: a free-hand assertion may fail for what came before."""
    calls = [call for call in record.attempts.calls if call.name in inquiries]
    for call in (*calls[-1:], *calls):
        seen = inquiries[call.name].of(call)
        failure = None if seen is None else failure_of(seen)
        if seen is not None and failure is not None:
            return Subject(call, seen, failure, shown)
    return None


def is_wrong_in(record: Record, inquiry: Inquiry | None) -> bool:
    """Whether a function gave a wrong value somewhere in a case, as far as calls were kept."""
    own = (
        [] if inquiry is None else [inquiry.of(call, brief=True) for call in record.attempts.calls if call.name == inquiry.function]
    )
    return any(seen is not None and seen.failed for seen in own)


def is_open(result: CaseResult) -> bool:
    """Whether a smallest input may be shown."""
    return result.reveal.allows(Reveal.COUNTEREXAMPLE)


def mistakes_of(known: Mapping[str, About]) -> dict[str, str]:
    return {function: about.known for function, about in known.items() if about.known}


def failure_in(result: CaseResult) -> Failure | None:
    """How a case that is about objects failed, as a search for a smaller input tells it."""
    if result.fault is not None:
        return Failure("raised", result.fault.base)
    mismatch = result.evidence.mismatch if result.evidence is not None else None
    return None if mismatch is None else Failure(mismatch.kind, mismatch.output.split("[")[0])


def one_of_each_first(cases: Sequence[tuple[Record, CaseResult]]) -> list[tuple[Record, CaseResult]]:
    """One of each way to fail, then the others: what is said of a function has to hold of each of them."""
    first: dict[object, tuple[Record, CaseResult]] = {}
    rest = []
    for record, result in cases:
        if first.setdefault((record.asked, failure_in(result)), (record, result))[0] is not record:
            rest.append((record, result))
    return [*first.values(), *rest]


def trouble() -> str:
    """For staff, what goes wrong with the explanation just now."""
    return f"the explanation failed: {traceback.format_exc()}"
