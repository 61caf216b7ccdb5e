"""What is said of a program, kept for whoever hands in the same one.

Where a text can remember nothing, and its statements decide all that it does, two files that have the same ones are one program:
whatever is asked of one is answered as the other would. So why it is wrong, and where, is asked once; a line is told by its place
in each file. What hung on a clock, and what an exception says of where it was, is nobody's but the file's own. Points are not from
here: every file is run.
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
from grader.model import CaseResult, Located, Place
from grader.sandbox.protocol import Files, Survey

_ENDS = re.compile(rb"\r\n|\r|\n")
# Programs that are remembered; with more the memory starts anew.
MOST = 500

Judged = Mapping[int, tuple[Record, CaseResult]]


@dataclass(frozen=True, slots=True)
class Program:
    """``mark``: equal for the same statements in files of the same names. ``spans``: by file where each of them stands."""

    mark: bytes
    spans: Mapping[str, tuple[tuple[int, int], ...]]

    def line_in(self, other: Program, file: str, line: int) -> int | None:
        """Where a line of one of these statements is in the other's file."""
        for (first, last), (start, _) in zip(self.spans.get(file, ()), other.spans.get(file, ()), strict=False):
            if first <= line <= last:
                return start + line - first
        return None


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
        self._explained: dict[bytes, dict[int, Explained]] = {}
        self._located: dict[bytes, tuple[Program, dict[str, Located]]] = {}

    def explained(
        self, key: bytes | None, explain: Callable[[], dict[int, Explained]], quiet: Callable[[], bool]
    ) -> dict[int, Explained]:
        """What is said of cases by their places. ``quiet``: whether what was just said hung on no clock."""
        if key is None:
            return explain()
        if key not in self._explained:
            told = explain()
            if not quiet() or not all(map(_says_no_place, told.values())):
                return told
            if len(self._explained) >= MOST:
                self._explained.clear()
            self._explained[key] = told
        return dict(self._explained[key])

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
        if result.fault is not None or record.stop is not None:
            return None
        bare = dataclasses.replace(result, printed="", staff=type(result.staff)())
        whole.update(ascii((place, bare, record.called, len(record.failures), len(record.chains))).encode())
        for call in record.attempts.calls:
            if call.outcome is None or holds_object(call.outcome.value):
                return None
            whole.update(fingerprint([call.name, call.outcome.value, call.outcome.raised], {}))
    return whole.digest()


def _says_no_place(told: Explained) -> bool:
    """Whether it names no line, and nothing of ours went wrong with it."""
    example = told.counterexample
    return not told.trouble and (example is None or (example.fault is None and not example.raised))


def _moved(located: Located, here: Program, there: Program) -> Located | None:
    """None where a place cannot be told there."""
    places: Sequence[Place | None] = [_place(each, here, there) for each in located.places]
    if None in places:
        return None
    return dataclasses.replace(located, places=tuple(each for each in places if each is not None))


def _place(place: Place, here: Program, there: Program) -> Place | None:
    line = here.line_in(there, place.file, place.line)
    return None if line is None else dataclasses.replace(place, line=line)
