"""Known mistakes, run in a student process like anybody's code: what each gives for an input, asked once and remembered."""

from __future__ import annotations

import ast
from codecs import BOM_UTF8
from collections.abc import Callable, Sequence
from dataclasses import replace

from grader.judge.explain.ask import asked
from grader.judge.explain.inputs import Input
from grader.judge.running.context import Record
from grader.judge.running.outcome import Outcome, fingerprint
from grader.judge.running.student import SHOWN, Files, LiveStudent
from grader.model import Assignment
from grader.sandbox.protocol import StudentError

# Beyond this the memory starts anew: seeds of one's own give every student other inputs.
MAX_REMEMBERED = 20_000


class Bank:
    """The folder ``mistakes/`` as submissions: the reference with the functions of one mistake, or of several, standing last."""

    def __init__(self, assignment: Assignment) -> None:
        self._sources: dict[str, bytes] = {}
        self._reference: Files = ()
        if assignment.private is not None:
            folder = assignment.private
            found = {path.stem: path.read_bytes() for path in sorted((folder / "mistakes").glob("*.py"))}
            order = [each.name for each in assignment.mistakes if each.name in found]
            self._sources = {name: found[name] for name in dict.fromkeys([*order, *found])}
            self._reference = tuple((name, (folder / name).read_bytes()) for name in assignment.files)
        self._defines = {name: frozenset(_functions(source)) for name, source in self._sources.items()}
        # Author and order: the first of several that cannot be told apart is the one that is shown.
        self.names = tuple(self._sources)

    def files(self, names: Sequence[str]) -> Files:
        made = self._reference
        for name in names:
            made = put_over(made, self._sources[name])
        return made

    def beside(self, names: Sequence[str]) -> tuple[str, ...]:
        """The mistakes that somebody can make who makes those of ``names`` already: they define none of the same functions."""
        taken = frozenset[str]().union(*(self._defines[name] for name in names))
        return tuple(name for name in self.names if not self._defines[name] & taken)


class Mistakes:
    """What known mistakes give. ``open_student``: a submission's files to a process that runs them."""

    def __init__(self, assignment: Assignment, bank: Bank, open_student: Callable[[Files], LiveStudent]) -> None:
        self._open_student, self._spec_for, self._bank = open_student, assignment.spec_for, bank
        self._answers: dict[tuple[tuple[str, ...], str, bytes], Outcome] = {}

    def outcomes(
        self,
        function: str,
        inputs: Sequence[Input],
        names: Sequence[str],
        base: Sequence[str] = (),
        *,
        on_pause: Callable[[], None],
    ) -> dict[str, list[Outcome]]:
        """For each mistake its outcome on each of the inputs, made together with those of ``base``.

        Ends whatever worker the slot had, where anything has to be asked.
        """
        if len(self._answers) > MAX_REMEMBERED:
            self._answers.clear()
        keys = [fingerprint(each.args, each.kwargs) for each in inputs]
        found = {}
        for name in names:
            made = (*base, name)
            missing = [each for each, key in zip(inputs, keys, strict=True) if (made, function, key) not in self._answers]
            if missing:
                on_pause()
                self._ask(made, function, missing)
            found[name] = [self._answers[made, function, key] for key in keys]
        return found

    def _ask(self, made: tuple[str, ...], function: str, inputs: Sequence[Input]) -> None:
        live = self._open_student(self._bank.files(made))
        try:
            live.begin_case(Record(), reveal=SHOWN)
        except StudentError:
            live.close()
        for each in inputs:
            # A mistake that never ends is asked no further: what is not alive answers nothing.
            outcome = asked(live, replace(self._spec_for(function), name=function), each.args, each.kwargs)
            self._answers[made, function, fingerprint(each.args, each.kwargs)] = outcome
        live.close()


def mistake_files(assignment: Assignment) -> dict[str, Files]:
    """Every mistake as a submission. In the order of ``mistakes:``."""
    bank = Bank(assignment)
    return {name: bank.files((name,)) for name in bank.names}


def put_over(reference: Files, mistake: bytes) -> Files:
    """The mistake at the end of the file that defines what it defines."""
    defined = _functions(mistake)
    target = next((name for name, source in reference if defined & _functions(source)), reference[0][0])
    added = b"\n\n" + mistake.removeprefix(BOM_UTF8)  # a mark that only the beginning of a file may have
    return tuple((name, source + added if name == target else source) for name, source in reference)


def _functions(source: bytes) -> set[str]:
    """The names that an author's file defines. Never used on a student's."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {node.name for node in ast.parse(source).body if isinstance(node, kinds)}
