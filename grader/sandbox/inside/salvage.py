"""A file run statement by statement, for what it defines and not for what it does. Inside.

Definitions, imports and assignments are tried; what needs a name that stands only further down is tried once more at the end, and
what fails is left out. Bare expressions and loops, which train, draw and print, are run only where they change a name that a
function of the file reads.
"""

from __future__ import annotations
import __future__

import ast
import contextlib
import copy
import importlib.util
import signal
import sys
import time
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from types import FrameType
from typing import Any, TypeGuard

from grader.sandbox.inside import causes
from grader.sandbox.inside.exceptions import plain_cause, text_of
from grader.sandbox.inside.remarks import Remarks
from grader.sandbox.inside.standins import Absent
from grader.sandbox.inside.statements import DEFINITIONS, changed, imported, is_quick, is_text, name_of, read_by_definitions, stored

# Of the time that is left a statement may take this share, so that there is some for the next one.
SHARE_OF_REST = 0.5
ANNOTATIONS = __future__.annotations.compiler_flag
FUTURES = 0
for _name in __future__.all_feature_names:
    FUTURES |= getattr(__future__, _name).compiler_flag


@dataclass(frozen=True, slots=True)
class Piece:
    """A file, or one cell of a notebook. ``missing``: names, with the line, that would have been given what is left out."""

    place: str
    tree: ast.Module
    missing: tuple[tuple[str, int], ...] = ()

    @staticmethod
    def parsed(text: str, place: str) -> Piece:
        return Piece(place, ast.parse(text, place))


@dataclass(frozen=True, slots=True)
class Step:
    """A statement at its place; ``number`` counts through the whole file."""

    number: int
    statement: ast.stmt
    place: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A step that was left out, and why: an error's text; or it took too long. ``lacks``: the name that was not there."""

    step: Step
    why: str
    lacks: str = ""
    slow: bool = False
    cause: tuple[str, str] | None = None  # what to do about it: a path or a kind, and the rest as a remark's detail


class TooLongError(BaseException):
    """A statement took more than its share; no ``except Exception`` of the student's stops it."""


def cause_behind(error: BaseException) -> tuple[str, str] | None:
    with contextlib.suppress(Exception):  # an error of a student's own class may be strange
        if cause := plain_cause(error):
            kind, path, right, beside = cause
            return path or kind, f"{kind}|{'/'.join((right, *beside))}"
    return None


class Salvage:
    """``mode`` 1: as the module says; 2: also leave out every statement that calls something which might not end.

    ``each_s``: what a statement may take; ``end``: of ``time.monotonic``, when there is no time left.
    """

    def __init__(self, remarks: Remarks, mode: int, each_s: float, end: float, own: Container[str] = ()) -> None:
        """``own``: the names of the student's files."""
        self._remarks, self._mode, self._own = remarks, mode, own
        self._each_s, self._end = each_s, end
        self._flags = 0
        self._steps = 0
        # What the statements that were left out would have defined: file, line.
        self.missing: dict[str, tuple[str, int]] = {}
        self.failures: list[Failure] = []
        self.done: list[Step] = []

    def run(self, pieces: Sequence[Piece], namespace: dict[str, Any]) -> None:
        needed = {name for piece in pieces for name in read_by_definitions(piece.tree)} - imported(piece.tree for piece in pieces)
        for piece in pieces:
            for name, line in piece.missing:
                self.missing.setdefault(name, (piece.place, line))
            for statement in piece.tree.body:
                self._steps += 1
                if is_text(statement):
                    continue
                if self._is_idle(statement, needed):
                    self._leave_out(statement, piece.place)
                    self._remarks.tally("not_run", "", file=piece.place, line=statement.lineno)
                else:
                    self._try(Step(self._steps, statement, piece.place), namespace)
        self._try_again(namespace)
        self.done.sort(key=lambda step: step.number)
        for failure in self.failures:
            self._tell(failure)

    def _is_idle(self, statement: ast.stmt, needed: set[str]) -> bool:
        """Whether the statement does something rather than define something."""
        if isinstance(statement, ast.Assert):
            return True
        if isinstance(statement, ast.Expr | ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith):
            keeps = isinstance(statement, ast.With | ast.AsyncWith) and set(stored([statement]))
            return not keeps and needed.isdisjoint(changed(statement))
        return False

    def _try(self, step: Step, namespace: dict[str, Any]) -> None:
        if self._mode > 1 and not is_quick(step.statement):
            self.failures.append(Failure(step, "too_long", slow=True))
            return
        error = self._run(step, namespace)
        statement = step.statement
        if isinstance(statement, ast.Import | ast.ImportFrom) and (
            isinstance(error, ImportError) or self._is_unreadable(error, step.place)
        ):
            self._import_one_by_one(step, statement, namespace)
            error = None
        self._note(step, error)

    def _is_unreadable(self, error: BaseException | None, place: str) -> TypeGuard[SyntaxError]:
        """Whether the error is about the text of another of the student's files."""
        named = error.filename if isinstance(error, SyntaxError) else None
        return type(named) is str and named != place and named in self._own

    def _note(self, step: Step, error: BaseException | None) -> None:
        if error is None:
            self.done.append(step)
        elif isinstance(error, TooLongError):
            self.failures.append(Failure(step, "too_long", slow=True))
        else:
            lacks = getattr(error, "name", "") if type(error) is NameError else ""
            self.failures.append(Failure(step, described(error), lacks if type(lacks) is str else "", cause=cause_behind(error)))

    def _try_again(self, namespace: dict[str, Any]) -> None:
        """Definitions and assignments that needed what came only later, for as long as one more of them can be had."""
        waiting = True
        while waiting:
            waiting = False
            failures, self.failures = self.failures, []
            for failure in failures:
                before = len(self.failures)
                if not self._may_follow(failure, namespace):
                    self.failures.append(failure)
                    continue
                self._try(failure.step, namespace)
                if len(self.failures) == before:
                    waiting = True
                    statement = failure.step.statement
                    self._remarks.add(
                        "ran_later", name_of(statement), file=failure.step.place, line=statement.lineno, detail=failure.lacks
                    )

    def _may_follow(self, failure: Failure, namespace: dict[str, Any]) -> bool:
        """Whether it may be made up for: what it lacked is there, and nothing that came later would be overwritten."""
        statement = failure.step.statement
        if failure.lacks not in namespace or not isinstance(statement, (*DEFINITIONS, ast.Assign, ast.AnnAssign)):
            return False
        own = set(stored([statement]))
        return not any(step.number > failure.step.number and own & set(stored([step.statement])) for step in self.done)

    def _run(self, step: Step, namespace: dict[str, Any], flags: int = 0) -> BaseException | None:
        try:
            code = compile(ast.Module([step.statement], []), step.place, "exec", self._flags | flags, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return error
        self._flags |= code.co_flags & FUTURES & ~flags
        seconds = max(0.02, min(self._each_s, (self._end - time.monotonic()) * SHARE_OF_REST))
        found = _within(seconds, code, namespace)
        if isinstance(found, ImportError) and isinstance(step.statement, DEFINITIONS) and not flags:
            # What is not here may stand in an annotation, which is nothing that is run.
            return found if self._run(step, namespace, ANNOTATIONS) is not None else None
        return found

    def _import_one_by_one(self, step: Step, statement: ast.Import | ast.ImportFrom, namespace: dict[str, Any]) -> None:
        """What cannot be imported breaks only the functions that use it; using it says what is missing."""
        for alias in statement.names:
            single = copy.copy(statement)
            single.names = [alias]
            error = self._run(replace(step, statement=single), namespace)
            if error is None:
                continue
            if alias.name == "*":
                self.missing.setdefault("*", (step.place, statement.lineno))
            if self._is_unreadable(error, step.place):
                self._lack_unreadable(single, error, step.place, namespace)
                continue
            if not isinstance(error, ImportError):
                self.failures.append(Failure(replace(step, statement=single), described(error)))
                continue
            module = alias.name if isinstance(single, ast.Import) else "." * single.level + (single.module or "")
            found = isinstance(single, ast.ImportFrom) and not isinstance(error, ModuleNotFoundError) and alias.name != "*"
            what = f"{module.removesuffix('.')}.{alias.name}" if found else module
            text, cause = text_of(error), cause_behind(_with_dot(error, single, namespace))
            if alias.name != "*":
                told = list(causes.cause_of(error))
                namespace[alias.asname or alias.name.partition(".")[0]] = Absent(text, what, found=found, cause=told)
            self._remarks.add("not_available", what, file=step.place, line=statement.lineno, detail=text)
            if cause is not None:
                self._remarks.add("cause", cause[0], file=step.place, line=statement.lineno, detail=cause[1])

    def _lack_unreadable(
        self, statement: ast.Import | ast.ImportFrom, error: SyntaxError, place: str, namespace: dict[str, Any]
    ) -> None:
        """What is imported from a file that Python cannot read is missing, and that file is named."""
        alias, file, text = statement.names[0], str(error.filename), text_of(error)
        module = alias.name if isinstance(statement, ast.Import) else statement.module or alias.name
        if alias.name != "*":
            cause = ["module_unreadable", file, "", []]
            namespace[alias.asname or alias.name.partition(".")[0]] = Absent(f"{file}: {text}", module, found=True, cause=cause)
        self._remarks.add("unreadable_import", file, file=place, line=statement.lineno, detail=text, count=error.lineno or 0)

    def _tell(self, failure: Failure) -> None:
        statement, place = failure.step.statement, failure.step.place
        self._leave_out(statement, place)
        kind = "left_out_slow" if failure.slow else "left_out"
        name = name_of(statement) or f"#{statement.lineno}"
        self._remarks.add(kind, name, file=place, line=statement.lineno, detail=failure.why)
        if failure.cause is not None:
            self._remarks.add("cause", failure.cause[0], file=place, line=statement.lineno, detail=failure.cause[1])

    def _leave_out(self, statement: ast.stmt, place: str) -> None:
        for name in stored([statement]):
            self.missing.setdefault(name, (place, statement.lineno))


def _with_dot(error: BaseException, statement: ast.Import | ast.ImportFrom, namespace: Mapping[str, Any]) -> BaseException:
    """The error; of a relative import outside of any package, what to write instead, if that is here."""
    if isinstance(statement, ast.Import) or not statement.level or namespace.get("__package__"):
        return error
    module, name = statement.module or "", statement.names[0].name
    with contextlib.suppress(ImportError, ValueError):
        if importlib.util.find_spec((module or name).partition(".")[0]) is not None:
            written = f"from {module} import {name}" if module else f"import {name}"
            return causes.told(error, ["module_dot", "", written, []])
    return error


def _within(seconds: float, code: Any, namespace: dict[str, Any]) -> BaseException | None:
    """Run the code; end it after that time, where the system has an alarm and the code is Python's own."""

    def ring(_number: int, frame: FrameType | None) -> None:
        # Only inside the student's code: not between its end and the moment at which the alarm is off.
        if frame is not None and frame.f_code is not here.f_code:
            raise TooLongError

    here = sys._getframe()
    alarm = getattr(signal, "setitimer", None)
    try:
        if alarm is not None:
            signal.signal(signal.SIGALRM, ring)
            alarm(signal.ITIMER_REAL, seconds, seconds / 4)
    except (OSError, ValueError):  # a system that forbids it leaves it to the judge's clock
        alarm = None
    try:
        exec(code, namespace)  # noqa: S102  # this is what a worker is for
    except BaseException as error:  # noqa: BLE001  # a statement that fails is left out, SystemExit and all
        return error
    finally:
        if alarm is not None:
            alarm(signal.ITIMER_REAL, 0)
    return None


def described(error: BaseException) -> str:
    """``Type: first line of its text``; never raises."""
    try:
        text = text_of(error).strip().split("\n")[0]
    except BaseException:  # noqa: BLE001  # __str__ is student code
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
