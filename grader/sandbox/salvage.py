"""A file run statement by statement, for what it defines and not for what it does. Inside.

Definitions, imports and assignments are tried, and what fails is left out. Bare expressions and loops, which train, draw and
print, are run only where they change a name that a function of the file reads.
"""

from __future__ import annotations
import __future__

import ast
import contextlib
import signal
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import Any

from grader.sandbox.inside import plain_cause, text_of
from grader.sandbox.remarks import Remarks
from grader.sandbox.standins import Absent

# Of the time that is left a statement may take this share, so that there is some for the next one.
SHARE_OF_REST = 0.5
# In the most careful mode only these calls are trusted to come to an end.
QUICK_CALLS = {
    "dict",
    "list",
    "set",
    "tuple",
    "float",
    "int",
    "str",
    "bool",
    "complex",
    "array",
    "zeros",
    "ones",
    "empty",
    "defaultdict",
}
QUICK_CALLS |= {
    "OrderedDict",
    "Counter",
    "deque",
    "float64",
    "float32",
    "int64",
    "eye",
    "arange",
    "linspace",
    "default_rng",
    "RandomState",
}
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
FUTURES = 0
for _name in __future__.all_feature_names:
    FUTURES |= getattr(__future__, _name).compiler_flag


@dataclass(frozen=True, slots=True)
class Piece:
    """A file, or one cell of a notebook."""

    place: str
    tree: ast.Module

    @staticmethod
    def parsed(text: str, place: str) -> Piece:
        return Piece(place, ast.parse(text, place))


class TooLongError(BaseException):
    """A statement took more than its share; no ``except Exception`` of the student's stops it."""


class Salvage:
    """``mode`` 1: as the module says; 2: also leave out every statement that calls something which might not end.

    ``each_s``: what a statement may take; ``end``: of ``time.monotonic``, when there is no time left.
    """

    def __init__(self, remarks: Remarks, mode: int, each_s: float, end: float) -> None:
        self._remarks, self._mode = remarks, mode
        self._each_s, self._end = each_s, end
        self._flags = 0
        # What the statements that were left out would have defined: file, line.
        self.missing: dict[str, tuple[str, int]] = {}

    def run(self, pieces: Sequence[Piece], namespace: dict[str, Any]) -> None:
        needed = {name for piece in pieces for name in _read_by_definitions(piece.tree)} - _imported(pieces)
        for piece in pieces:
            for statement in piece.tree.body:
                if _is_text(statement):
                    continue
                if self._is_idle(statement, needed):
                    self._leave_out(statement, piece.place)
                    self._remarks.tally("not_run", "", file=piece.place, line=statement.lineno)
                else:
                    self._try(statement, piece.place, namespace)

    def _is_idle(self, statement: ast.stmt, needed: set[str]) -> bool:
        """Whether the statement does something rather than define something."""
        if isinstance(statement, ast.Assert):
            return True
        if isinstance(statement, ast.Expr | ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith):
            keeps = isinstance(statement, ast.With | ast.AsyncWith) and set(_stored([statement]))
            return not keeps and needed.isdisjoint(_changed(statement))
        return False

    def _try(self, statement: ast.stmt, place: str, namespace: dict[str, Any]) -> None:
        if self._mode > 1 and not _is_quick(statement):
            self._failed(statement, place, "too_long")
            return
        error = self._run(statement, place, namespace)
        if error is None:
            return
        if isinstance(error, ImportError) and isinstance(statement, ast.Import | ast.ImportFrom):
            self._bind_absent(statement, place, namespace, error)
        else:
            self._failed(statement, place, "too_long" if isinstance(error, TooLongError) else described(error))
            self._tell_cause(error, place, statement.lineno)

    def _run(self, statement: ast.stmt, place: str, namespace: dict[str, Any]) -> BaseException | None:
        try:
            code = compile(ast.Module([statement], []), place, "exec", self._flags, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return error
        self._flags |= code.co_flags & FUTURES
        seconds = max(0.02, min(self._each_s, (self._end - time.monotonic()) * SHARE_OF_REST))
        return _within(seconds, code, namespace)

    def _bind_absent(
        self, statement: ast.Import | ast.ImportFrom, place: str, namespace: dict[str, Any], error: ImportError
    ) -> None:
        """What cannot be imported breaks only the functions that use it; using it says what is missing."""
        text = text_of(error)
        for alias in statement.names:
            name = alias.asname or alias.name.partition(".")[0]
            if name == "*":
                continue
            package = statement.module if isinstance(statement, ast.ImportFrom) else alias.name
            namespace[name] = Absent(text, package or "")
        package = getattr(statement, "module", None) or statement.names[0].name
        self._remarks.add("not_available", package, file=place, line=statement.lineno, detail=text)

    def _failed(self, statement: ast.stmt, place: str, why: str) -> None:
        self._leave_out(statement, place)
        name = getattr(statement, "name", "") or next(iter(_stored([statement])), "")
        kind = "left_out_slow" if why == "too_long" else "left_out"
        self._remarks.add(kind, name or f"#{statement.lineno}", file=place, line=statement.lineno, detail=why)

    def _tell_cause(self, error: BaseException, place: str, line: int) -> None:
        with contextlib.suppress(Exception):  # an error of a student's own class may be strange
            if cause := plain_cause(error):
                kind, path, right, beside = cause
                detail = f"{kind}|{'/'.join((right, *beside))}"
                self._remarks.add("cause", path or kind, file=place, line=line, detail=detail)

    def _leave_out(self, statement: ast.stmt, place: str) -> None:
        for name in _stored([statement]):
            self.missing.setdefault(name, (place, statement.lineno))


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


def _read_by_definitions(tree: ast.Module) -> Iterator[str]:
    """The names that functions and classes read, wherever they get them from."""
    for statement in tree.body:
        for node in ast.walk(statement):
            if isinstance(node, (*DEFINITIONS, ast.Lambda)):
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
                        yield inner.id
                if node is statement:
                    break


def _imported(pieces: Iterable[Piece]) -> set[str]:
    """Modules are not changed by a call of theirs."""
    found = set()
    for piece in pieces:
        for statement in piece.tree.body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                found |= {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
    return found


def _stored(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """The names that the statements define at their own level."""
    for statement in statements:
        if isinstance(statement, DEFINITIONS):
            yield statement.name
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
            elif isinstance(node, DEFINITIONS):
                yield node.name


def _changed(statement: ast.stmt) -> Iterator[str]:
    """The names that the statement defines, or whose values it changes: ``x[0] = 1``, ``x.y = 1``, ``x.append(1)``."""
    yield from _stored([statement])
    for node in ast.walk(statement):
        target: ast.AST | None = None
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
            target = node
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
            target = node.value.func
        while isinstance(target, ast.Subscript | ast.Attribute):
            target = target.value
        if isinstance(target, ast.Name):
            yield target.id


def _is_quick(statement: ast.stmt) -> bool:
    """No loop, and no call but of what makes an empty or a small value. Definitions may hold anything."""
    if isinstance(statement, (*DEFINITIONS, ast.Import, ast.ImportFrom)):
        return True
    for node in ast.walk(statement):
        if isinstance(node, ast.For | ast.While | ast.comprehension | ast.AsyncFor):
            return False
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called not in QUICK_CALLS:
                return False
    return True


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def described(error: BaseException) -> str:
    """``Type: first line of its text``; never raises."""
    try:
        text = text_of(error).strip().split("\n")[0]
    except BaseException:  # noqa: BLE001  # __str__ is student code
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
