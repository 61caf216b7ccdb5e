"""What the suite's proxies are bound to at the moment: the assignment, the reference, the student's side, this run's record.

One stage a process. The run loop (or an author's own pytest session) sets it; fixtures only look.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from grader.model import Assignment, Evidence, Mismatch, Rule
from grader.sandbox.student import Stop
from grader.suite.literal import call_text, value_text
from grader.suite.reference import Reference


class Side(Protocol):
    """Whoever answers the suite's calls: the student's process, or the reference in the student's place."""

    def kind_of(self, name: str) -> str | None:
        """``function``, ``class`` or ``value``; None where nothing of that name is defined."""

    def call(self, name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> object: ...

    def fetch(self, name: str) -> object: ...


@dataclass(frozen=True, slots=True)
class Call:
    """A call that was answered. Kept as values, and turned into text only where a case fails."""

    name: str
    args: tuple[object, ...]
    kwargs: Mapping[str, object]
    value: object

    def evidence(self) -> Evidence:
        return Evidence(call=self.text(), actual=value_text(self.value))

    def text(self) -> str:
        return call_text(self.name, self.args, self.kwargs)


@dataclass(slots=True)
class Record:
    """What happened while one case ran once. Filled by the student's side and the proxies, read when blame is laid."""

    deadline: float = float("inf")  # of time.monotonic
    called: list[str] = field(default_factory=list)
    asked: str = ""  # the function that the latest comparison was about
    latest: Call | None = None
    evidence: Evidence | None = None  # of the latest comparison that failed
    nothing_returned: bool = False  # None, where a value was asked for
    stop: Stop | None = None
    printed: list[str] = field(default_factory=list)
    lost: int = 0  # characters printed past the limit
    started: float = field(default_factory=time.monotonic)
    credit: Fraction = Fraction(1)  # the least that any comparison which was close enough earned
    close: Evidence | None = None  # of that comparison
    close_about: str = ""  # and the function that it was about

    def take_credit(self, mismatch: Mismatch) -> bool:
        """Whether the comparison that just left its ``evidence`` earns a share; then the case goes on, and earns no more."""
        if 0 < mismatch.credit < self.credit:
            self.credit, self.close, self.close_about = mismatch.credit, self.evidence, self.asked
        return mismatch.credit > 0


@dataclass(slots=True)
class Stage:
    assignment: Assignment
    reference: Reference | None = None
    side: Side | None = None
    student: str = ""
    record: Record = field(default_factory=Record)

    def rule(self, name: str | None) -> Rule:
        """A rule of ``rules:`` by name, or the file's default."""
        if name is None:
            return self.assignment.default_rule
        named = dict(self.assignment.named_rules)
        if name not in named:
            known = ", ".join(sorted(named)) or "none"
            raise LookupError(f"grading.yaml has no rule named {name!r} under rules: (there are: {known})")
        return named[name]
