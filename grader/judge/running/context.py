"""Who takes part in the run of a case, and what the run is for: a value that is handed down. The fixtures find it on the stage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from grader.judge.running.allowance import Allowance
from grader.judge.running.record import Record
from grader.judge.running.reference import Reference
from grader.judge.running.variation import AS_WRITTEN, Variation
from grader.model import Assignment, FunctionSpec, Rule
from grader.sandbox.protocol import Ask


@dataclass(frozen=True, slots=True)
class Answer:
    """A call's value, and the arguments that were asked for as the call left them."""

    value: object
    arguments: tuple[object, ...] = ()


class Side(Protocol):
    """Whoever answers the suite's calls: the student's process, or the reference in the student's place."""

    def kind_of(self, name: str) -> str | None:
        """``function``, ``class`` or ``value``; None where nothing of that name is defined."""

    def call(self, name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        """The value of a plain call, for whoever wants nothing else."""

    def answer(self, ask: Ask, label: str) -> Answer:
        """Any call. ``label``: what a report calls the function, as ``LSTMCell.step``."""

    def fetch(self, ask: Ask, label: str) -> object:
        """A value that is defined under a name, or an attribute of the ask's target."""

    def holds(self, part: object) -> bool:
        """Whether that is how this side hands out a part that was to be kept."""


Answering = TypeVar("Answering", bound=Side, covariant=True)
Other = TypeVar("Other", bound=Side)


class Rehearsal(Protocol):
    """Takes down what a case asks."""

    def take(
        self, spec: FunctionSpec, value: object, kept: Mapping[tuple[int, ...], str], arguments: Sequence[tuple[Rule, object]]
    ) -> None:
        """The latest call was a check that was passed: by these rules, with what is ``kept`` left out of the value."""

    def shown(self, value: object, kept: Iterable[tuple[int, ...]]) -> object:
        """What the suite gets in the place of a value: the objects that are ``kept``, and nothing that could be read."""


# Takes a comparison: about what, by which rules, actual, expected, and the record of the run.
Measure = Callable[[str, FunctionSpec, object, object, "Record"], None]


@dataclass(frozen=True, slots=True)
class Mode:
    """What is done with a comparison that a case makes. ``GRADING`` judges it; with any other, the run grades nobody."""

    forgiving: bool = False  # one that fails is noted and passed over, to see what comes after it
    measure: Measure | None = None  # takes each in the place of judging it
    rehearsal: Rehearsal | None = None  # takes down each that is passed


GRADING = Mode()


@dataclass(frozen=True, slots=True)
class Context(Generic[Answering]):
    """Who takes part in the run of a case, and what the run is for: handed down from whoever wants the run."""

    side: Answering  # in the student's place
    reference: Reference | None  # that a check asks beside it
    student: str = ""  # whose draws, where these are of each student's own
    mode: Mode = GRADING
    variation: Variation = AS_WRITTEN
    plays: bool = False  # the examples of ``@given`` that were drawn once, in the place of Hypothesis

    def asking(self, side: Other) -> Context[Other]:
        """The same with somebody else in the student's place."""
        return Context(side, self.reference, self.student, self.mode, self.variation, self.plays)


class Stage:
    """What fixtures, which live as long as the session, find while a case uses them; one a process.

    Bound in one place for each way of running: by ``CaseRunner`` in a judge, by ``AuthorSession`` under an author's own pytest.
    """

    def __init__(self, assignment: Assignment, reference: Reference | None = None) -> None:
        self.own = reference  # of the assignment, whatever convention a run goes by
        self.record = Record()
        self._assignment = self.assignment = assignment
        self._context: Context[Side] | None = None
        self._allowances: dict[str, Allowance] = {}  # by the case's id

    @contextmanager
    def bound(self, context: Context[Side]) -> Iterator[None]:
        before = self._context, self.assignment
        self._context, self.assignment = context, context.variation.seeded(self._assignment)
        try:
            yield
        finally:
            self._context, self.assignment = before

    @property
    def reference(self) -> Reference | None:
        return self.own if self._context is None else self._context.reference

    @property
    def side(self) -> Side | None:
        return None if self._context is None else self._context.side

    @property
    def student(self) -> str:
        return "" if self._context is None else self._context.student

    @property
    def plays(self) -> bool:
        return self._context is not None and self._context.plays

    @property
    def mode(self) -> Mode:
        return GRADING if self._context is None else self._context.mode

    def begin(self, case: str) -> None:
        """The record of the moment is of a run of that case. Without a reference nobody shows what is large by right."""
        if self.reference is not None:
            self.record.allow(self._allowances.setdefault(case, Allowance()))

    def rule(self, name: str | None) -> Rule:
        """A rule of ``rules:`` by name, or the file's default."""
        if name is None:
            return self.assignment.default_rule
        named = dict(self.assignment.named_rules)
        if name not in named:
            known = ", ".join(sorted(named)) or "none"
            raise LookupError(f"grading.yaml has no rule named {name!r} under rules: (there are: {known})")
        return named[name]
