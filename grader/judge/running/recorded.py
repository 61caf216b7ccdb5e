"""What a case asks of every submission, written down once: most cases have functions checked and look at no value themselves.

Such a case comes to the same calls and the same expected values for every submission, and passes where each value keeps its rule.
The reference stands in the student's place twice, while that is taken down; from then on a submission is asked from the script,
without the suite's own code and pytest around it. Whatever does not pass so is run by pytest all the same, which is told the
answers that were given already: what a failure is called, and what is shown of it, hangs on nothing in here.

No script is written for a case that speaks to the student's side by itself, looks at what a check returns, hands out functions or
is handed objects, reads a clock or waits by one, draws something else the second time, or is Hypothesis' to draw while it runs.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType, ModuleType
from typing import Any, NoReturn

import pytest

from grader.grading.compare import brief_outputs
from grader.judge.running.context import Answer, Side, Stage
from grader.judge.running.examples import Examples
from grader.judge.running.outcome import is_plain
from grader.judge.running.overrun import OWN_S, OverrunError, bounded
from grader.judge.running.reference import Reference, copied
from grader.judge.running.reference_side import ReferenceStudent
from grader.model import Assignment, FunctionSpec
from grader.model.extent import bytes_of
from grader.sandbox.messages import packed, refuse
from grader.sandbox.protocol import Ask
from grader.sandbox.wire.encode import encode_frame
from grader.sandbox.wire.frame import Kind, UnsupportedError

# A script pays from the submission after its writing on; who grades one file, or two, waits for none.
FROM_SUBMISSION = 3
# Of all the scripts of a suite together. The answers to one are held until it is kept to, and are as large as what is expected.
MAX_BYTES = 64 << 20
MAX_LINES = 5_000
# Runs the case with that in the student's place, once; whether it earned everything.
Rehearse = Callable[["Rehearsal"], bool]
# What tells the time, or ends something after a time: locks and threads wait so long and no longer, alarms interrupt.
CLOCKS = frozenset({"time", "datetime", "resource", "_thread", "_signal"})
AROUND = ("_pytest.", "pluggy.", "grader.", "hypothesis.")
# Imports and cached properties take locks too, without a time.
ALSO_AROUND = frozenset({"contextlib", "functools", "importlib._bootstrap", "signal", "_hypothesis_pytestplugin"})


@dataclass(frozen=True, slots=True)
class Line:
    """One checked call: what is asked, and what is expected of the answer."""

    ask: Ask
    spec: FunctionSpec
    expected: object
    size: int  # bytes that it takes, about

    @property
    def label(self) -> str:
        return self.spec.name


Script = Sequence[Line]


def keeps_to(script: Script, side: Side, stage: Stage, cpu_s: float | None = None) -> bool:
    """Whether every answer of ``side`` keeps its rule; ends with the first that does not, that is none, or that takes too long.

    ``cpu_s``: what a run of the case by pytest may cost the judge, which is all that a wrong answer is worth being looked at here.
    """
    try:
        with bounded(stage.assignment.limits.case_s + OWN_S, __file__, cpu_s):
            return _all_kept(script, side, stage)
    except OverrunError:
        return False


def _all_kept(script: Script, side: Side, stage: Stage) -> bool:
    record = stage.record
    for line in script:
        record.asked = line.label
        record.checked.add(line.label)
        try:
            answer = side.answer(line.ask, line.label)
            if brief_outputs(answer.value, line.expected, line.spec) is not None:
                return False
        except Exception:  # noqa: BLE001  # whatever it is, it will be raised again where pytest and the laying of blame see it
            return False
    return True


class Scripts:
    """Those of one suite's cases, by the assignment's own reference."""

    def __init__(self, assignment: Assignment, reference: Reference | None, examples: Examples) -> None:
        self._assignment, self._reference, self._examples = assignment, reference, examples
        self._written: dict[str, Script | None] = {}
        self._room = MAX_BYTES
        self.submissions = 0  # graded so far, with the one of the moment

    def of(self, item: pytest.Item, reference: Reference | None) -> Script | None:
        """None for a case that has none, and where another reference is asked."""
        return self._written.get(item.nodeid) if reference is self._reference else None

    def waits_for(self, item: pytest.Item, reference: Reference | None, *, soon: bool = False) -> bool:
        """Whether nobody has tried yet to write the case's script, and it is time to; ``soon``: it will be played often."""
        early = self.submissions < FROM_SUBMISSION and not soon
        if item.nodeid in self._written or early or not isinstance(item, pytest.Function):
            return False
        return reference is not None and reference is self._reference and self._assignment.seed_per == "assignment"

    def write(self, item: pytest.Item, rehearse: Rehearse) -> None:
        """Write the script of a case. ``rehearse`` runs it with a rehearsal in the student's place."""
        self._written[item.nodeid] = None
        if self._reference is None or not self._examples.are_known(item):
            return
        first, second = (self._rehearsed(self._reference, rehearse) for _ in range(2))
        if first and second and [marks for _, marks in first] == [marks for _, marks in second]:
            self._written[item.nodeid] = tuple(line for line, _ in first)
            self._room -= sum(line.size for line, _ in first)

    def _rehearsed(self, reference: Reference, rehearse: Rehearse) -> Sequence[tuple[Line, bytes]]:
        rehearsal = Rehearsal(reference, self._room)
        with _watched_clocks() as read:
            passed = rehearse(rehearsal)
        return rehearsal.lines if passed and rehearsal.plain and not read else ()


class Rehearsal(ReferenceStudent):
    """The reference in the student's place, while what is asked of it is taken down. Not ``plain``: there can be no script."""

    def __init__(self, reference: Reference, room: int) -> None:
        super().__init__(reference)
        self.lines: list[tuple[Line, bytes]] = []
        self.plain = True
        self._room = room

    def kind_of(self, name: str) -> str | None:
        self.plain = False
        return super().kind_of(name)

    def call(self, name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        self.plain = False
        return super().call(name, args, kwargs)

    def fetch(self, ask: Ask, label: str) -> object:
        self.plain = False
        return super().fetch(ask, label)

    def answer(self, ask: Ask, label: str) -> Answer:
        self.plain = self.plain and not (ask.target or ask.keep or ask.mutates)
        return super().answer(ask, label)

    def take(self, ask: Ask, spec: FunctionSpec, expected: object) -> Unread:
        """A check that was passed; what the suite gets of it in the place of the value."""
        whole = [*ask.args, dict(ask.kwargs), expected]
        size = bytes_of(whole)
        self._room -= size
        self.plain = self.plain and is_plain(whole) and self._room >= 0 and len(self.lines) < MAX_LINES
        if self.plain:
            try:
                marks = fingerprint([spec.name, *whole])
            except UnsupportedError:  # a function among the arguments
                self.plain = False
            else:
                kwargs = {name: copied(value) for name, value in ask.kwargs.items()}
                kept = packed(Ask(name=ask.name, args=tuple(copied(arg) for arg in ask.args), kwargs=kwargs, most=ask.most))
                self.lines.append((Line(kept, spec, copied(expected), size), marks))
        return Unread(self)


class Unread:
    """In the place of a checked value. A suite may drop it; one that looks at it asks for more than a script can tell."""

    __slots__ = ("_rehearsal",)

    def __init__(self, rehearsal: Rehearsal) -> None:
        object.__setattr__(self, "_rehearsal", rehearsal)

    def _read(self, *_: object) -> NoReturn:
        object.__getattribute__(self, "_rehearsal").plain = False
        raise RuntimeError("a value of a rehearsal was looked at")

    # What every object answers. Other operators are not defined, so that to use one fails the rehearsal.
    __getattribute__ = __eq__ = __ne__ = __bool__ = __repr__ = __str__ = __format__ = _read
    __hash__ = _read


def mark_of(values: Sequence[object]) -> bytes | None:
    """The fingerprint of all of them; None where one of them is an object that stays with the student."""
    try:
        return fingerprint(list(values))
    except UnsupportedError:
        return None


def fingerprint(value: object) -> bytes:
    """Equal for values that are equal in every bit as they would cross to the student. Raises UnsupportedError."""
    digest = hashlib.blake2b()
    for part in encode_frame(Kind.CALL, 0, value, refuse, MAX_BYTES):
        digest.update(part)
    return digest.digest()


@contextmanager
def _watched_clocks() -> Iterator[list[str]]:
    """What reads a clock meanwhile, but for what is around a case: the points of such a case may hang on the time that it took."""
    read: list[str] = []

    def watch(frame: FrameType, event: str, called: Any) -> None:
        module = str(frame.f_globals.get("__name__"))
        if event == "c_call" and module not in ALSO_AROUND and not module.startswith(AROUND):
            owner = getattr(called, "__self__", None)
            kind = owner if isinstance(owner, type) else type(owner)
            if (owner.__name__ if isinstance(owner, ModuleType) else kind.__module__) in CLOCKS:
                read.append(called.__name__)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield read
    finally:
        sys.setprofile(before)
