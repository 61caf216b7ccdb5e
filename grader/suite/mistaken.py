"""Known mistakes, run in a student process like anybody's code: what each gives for an input, asked once and remembered."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace

from grader.diagnosis.inputs import Input
from grader.diagnosis.outcomes import Outcome, fingerprint
from grader.model import Assignment
from grader.sandbox.student import StudentError
from grader.suite.sides import Files, LiveStudent
from grader.suite.stage import Record
from grader.suite.witness import asked

# Beyond this the memory starts anew: seeds of one's own give every student other inputs.
MAX_REMEMBERED = 20_000


class Mistakes:
    """The folder ``mistakes/`` of an assignment. ``open_student``: a submission's files to a process that runs them."""

    def __init__(self, assignment: Assignment, open_student: Callable[[Files], LiveStudent]) -> None:
        self._open_student, self._spec_for = open_student, assignment.spec_for
        self._files = mistake_files(assignment)
        self._answers: dict[tuple[str, str, bytes], Outcome] = {}

    def outcomes(
        self, function: str, inputs: Sequence[Input], names: Sequence[str] | None = None, *, on_pause: Callable[[], None]
    ) -> dict[str, list[Outcome]]:
        """For each mistake its outcome on each of the inputs. Ends whatever worker the slot had, where anything has to be asked."""
        if len(self._answers) > MAX_REMEMBERED:
            self._answers.clear()
        keys = [fingerprint(each.args, each.kwargs) for each in inputs]
        found = {}
        for name, files in self._files.items():
            if names is not None and name not in names:
                continue
            missing = [each for each, key in zip(inputs, keys, strict=True) if (name, function, key) not in self._answers]
            if missing:
                on_pause()
                self._ask(name, files, function, missing)
            found[name] = [self._answers[name, function, key] for key in keys]
        return found

    def _ask(self, name: str, files: Files, function: str, inputs: Sequence[Input]) -> None:
        live = self._open_student(files)
        try:
            live.begin_case(Record())
        except StudentError:
            live.close()
        for each in inputs:
            # A mistake that never ends is asked no further: what is not alive answers nothing.
            outcome = asked(live, replace(self._spec_for(function), name=function), each.args, each.kwargs)
            self._answers[name, function, fingerprint(each.args, each.kwargs)] = outcome
        live.close()


def mistake_files(assignment: Assignment) -> dict[str, Files]:
    """Every mistake as a submission: the reference with the mistake's functions standing last. In the order of ``mistakes:``."""
    if assignment.private is None:
        return {}
    folder = assignment.private
    sources = {path.stem: path.read_bytes() for path in sorted((folder / "mistakes").glob("*.py"))}
    order = [each.name for each in assignment.mistakes if each.name in sources]
    reference = tuple((name, (folder / name).read_bytes()) for name in assignment.files)
    return {name: _put_over(reference, sources[name]) for name in dict.fromkeys([*order, *sources])}


def _put_over(reference: Files, mistake: bytes) -> Files:
    """The mistake at the end of the file that defines what it defines."""
    defined = _functions(mistake)
    target = next((name for name, source in reference if defined & _functions(source)), reference[0][0])
    return tuple((name, source + b"\n\n" + mistake if name == target else source) for name, source in reference)


def _functions(source: bytes) -> set[str]:
    """The names that an author's file defines. Never used on a student's."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {node.name for node in ast.parse(source).body if isinstance(node, kinds)}
