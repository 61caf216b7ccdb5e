"""What is said of a program, kept for whoever hands in the same one.

Where a text can remember nothing, and its statements decide all that it does, two files that have the same ones are one program:
whatever is asked of one is answered as the other would. So why it is wrong, and where, is asked once; a line is told by its place
in each file, those of an exception too. What hung on a clock is nobody's but the file's own. Points are not from here: every file
is run.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from grader.judge.explain.explained import Explained
from grader.judge.running.outcome import fingerprint, holds_object
from grader.judge.running.record import Record
from grader.model import CaseResult, Fault, Located, Place
from grader.sandbox.protocol import Files, Survey

_ENDS = re.compile(rb"\r\n|\r|\n")
# Programs that are remembered; with more the memory starts anew.
MOST = 500
# A message in which an exception may say where it was, or where an object lies, in words of its own.
_SAYS_WHERE = re.compile(r"\blines?\b|0x", re.IGNORECASE)

Judged = Mapping[int, tuple[Record, CaseResult]]


@dataclass(frozen=True, slots=True)
class Program:
    """``mark``: equal for the same statements in files of the same names. ``spans``: by file where each of them stands."""

    mark: bytes
    spans: Mapping[str, tuple[tuple[int, int], ...]]

    def place_of(self, file: str, line: int) -> tuple[int, int] | None:
        """The number of the statement that has the line, and of the line in it, from 0."""
        spans = enumerate(self.spans.get(file, ()))
        return next(((number, line - first) for number, (first, last) in spans if first <= line <= last), None)

    def line_in(self, other: Program, file: str, line: int) -> int | None:
        """Where a line of one of these statements is in the other's file."""
        place, spans = self.place_of(file, line), other.spans.get(file, ())
        return spans[place[0]][0] + place[1] if place is not None and place[0] < len(spans) else None


def program_of(files: Files, survey: Survey) -> Program | None:
    """None where other things may matter than the statements at top level."""
    if not files or len(survey.spans) != len(files):
        return None
    whole = hashlib.blake2b()
    for (name, content), spans in zip(files, survey.spans, strict=True):
        lines = _ENDS.split(content)
        texts = [b"\n".join(lines[first - 1 : last]) for first, last in spans]
        whole.update(repr((name, texts)).encode())
    return Program(whole.digest(), {name: spans for (name, _), spans in zip(files, survey.spans, strict=True)})


class SamePrograms:
    """Serves one judge."""

    def __init__(self) -> None:
        self._explained: dict[bytes, tuple[Program, dict[int, Explained]]] = {}
        self._located: dict[bytes, tuple[Program, dict[str, Located]]] = {}

    def explained(
        self, key: bytes | None, program: Program | None, explain: Callable[[], dict[int, Explained]], quiet: Callable[[], bool]
    ) -> dict[int, Explained]:
        """What is said of cases by their places. ``quiet``: whether what was just said hung on no clock."""
        if key is None or program is None:
            return explain()
        if key in self._explained:
            before, told = self._explained[key]
            moved = {place: _retold(each, before, program) for place, each in told.items()}
            if None not in moved.values():
                return {place: each for place, each in moved.items() if each is not None}
        told = explain()
        if quiet() and not any(each.trouble for each in told.values()):
            if len(self._explained) >= MOST:
                self._explained.clear()
            self._explained[key] = program, told
        return told

    def located(
        self, key: bytes | None, program: Program | None, search: Callable[[], dict[str, Located]], quiet: Callable[[], bool]
    ) -> dict[str, Located]:
        """The same of the lines, by question, as they stand in ``program``."""
        if key is None or program is None:
            return search()
        if key in self._located:
            before, found = self._located[key]
            moved = {question: _moved(each, before, program) for question, each in found.items()}
            if None not in moved.values():
                return {question: each for question, each in moved.items() if each is not None}
        found = search()
        if quiet():
            if len(self._located) >= MOST:
                self._located.clear()
            self._located[key] = program, found
        return found


def key_of(program: Program | None, judged: Judged, *more: object) -> bytes | None:
    """Of a program with what came of it by now; None where that says more than a program that is the same would.

    ``more``: what else the answer follows from.
    """
    if program is None:
        return None
    whole = hashlib.blake2b(program.mark + repr(more).encode())
    for place, (record, result) in sorted(judged.items()):
        if record.stop is not None or (result.fault is not None and _says_where(result.fault)):
            return None
        bare = dataclasses.replace(result, printed="", staff=type(result.staff)(), fault=None)
        fault = _by_statements(result.fault, program)
        whole.update(ascii((place, bare, fault, record.called, len(record.failures), len(record.chains))).encode())
        for call in record.attempts.calls:
            if call.outcome is None or holds_object(call.outcome.value):
                return None
            whole.update(fingerprint([call.name, call.outcome.value, call.outcome.raised], {}))
    return whole.digest()


def _says_where(fault: Fault) -> bool:
    return any(_SAYS_WHERE.search(text) for text in (fault.message, *(each.text for each in fault.operands)))


def _by_statements(fault: Fault | None, program: Program) -> tuple[object, ...]:
    """Equal for the same exception at the same places of the same statements."""
    if fault is None:
        return ()
    lines = [(program.place_of(each.file, each.line), dataclasses.replace(each, line=0)) for each in fault.frames]
    # A line that none of them has, as of a file that is handed out, stays where it is.
    left = [each.line for each in fault.frames if program.place_of(each.file, each.line) is None]
    return dataclasses.replace(fault, frames=()), lines, left


def _retold(told: Explained, here: Program, there: Program) -> Explained | None:
    """With the lines of an example's exception where they stand there; None where one cannot be told."""
    example = told.counterexample
    if example is None or example.fault is None:
        return told
    if _says_where(example.fault):
        return None
    moved = []
    for frame in example.fault.frames:
        line = here.line_in(there, frame.file, frame.line) if frame.file in here.spans else frame.line
        if line is None:
            return None
        moved.append(dataclasses.replace(frame, line=line))
    fault = dataclasses.replace(example.fault, frames=tuple(moved))
    return dataclasses.replace(told, counterexample=dataclasses.replace(example, fault=fault))


def _moved(located: Located, here: Program, there: Program) -> Located | None:
    """None where a place cannot be told there."""
    places: Sequence[Place | None] = [_place(each, here, there) for each in located.places]
    if None in places:
        return None
    return dataclasses.replace(located, places=tuple(each for each in places if each is not None))


def _place(place: Place, here: Program, there: Program) -> Place | None:
    line = here.line_in(there, place.file, place.line)
    return None if line is None else dataclasses.replace(place, line=line)
