"""What a student's code raised, as exceptions of the judge's own: rebuilt from a short list of names, never from classes."""

from __future__ import annotations

import builtins
import re
from typing import Any, cast, get_args

from grader.model import Cause, CauseKind, Fault, Frame, LimitBehind, Operand, OperandKind, Unread, UnreadKind, shown_text
from grader.sandbox.wire.frame import ProtocolError
from grader.sandbox.wire.steady import without_addresses

# Never SystemExit, KeyboardInterrupt, GeneratorExit or a test outcome: those would steer the judge.
REBUILT = (
    "ValueError", "TypeError", "IndexError", "KeyError", "ZeroDivisionError", "NotImplementedError", "AttributeError", "NameError",
    "UnboundLocalError", "ArithmeticError", "OverflowError", "FloatingPointError", "LookupError", "RuntimeError", "RecursionError",
    "AssertionError", "StopIteration", "OSError", "PermissionError", "FileNotFoundError", "ImportError", "ModuleNotFoundError",
    "MemoryError", "UnicodeError", "UnicodeDecodeError", "UnicodeEncodeError", "SyntaxError", "IndentationError", "TabError",
    "EOFError", "BufferError",
)  # fmt: skip
NAMED_ONLY = ("SystemExit", "KeyboardInterrupt", "GeneratorExit")

MAX_FRAMES = 20
MAX_NAMES, MAX_NAME = 10, 200
MAX_OPERANDS, MAX_OPERAND = 6, 100
_NOT_IDENTIFIER = re.compile(r"[^\w.]")


class StudentError(Exception):
    """An exception that escaped from student code. Also an instance of the builtin that it derives from, where that is harmless.

    ``limit``: the one that it comes from. ``unread``: why a file cannot be read, where Python's parser does not say it. Both as the
    worker says, so that a student can make it say them: they only choose words.
    """

    def __init__(
        self, fault: Fault, printed: str, lost: int, limit: LimitBehind | None = None, unread: Unread | None = None
    ) -> None:
        Exception.__init__(self, f"{fault.type}: {fault.message}")
        self.fault, self.printed, self.lost, self.limit, self.unread = fault, printed, lost, limit, unread

    def __str__(self) -> str:
        return f"{self.fault.type}: {self.fault.message}"


class MissingNameError(AttributeError):
    """The submission does not define that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the submission does not define {name!r}", name=name)


class RefusedValueError(Exception):
    """The returned value cannot cross: too large, too deep. The text says why; ``too_large``: ``result_mb`` was the bound."""

    def __init__(self, text: str, *, too_large: bool = False) -> None:
        super().__init__(text)
        self.too_large = too_large


_classes: dict[str, type[StudentError]] = {}


# How many parts ``sandbox.inside.exceptions.describe`` tells an exception in.
PARTS = 7


def student_error(told: list[Any], *, printed: str, lost: int) -> StudentError:
    """The exception to raise in the judge, from the parts that the worker sent. Raises ProtocolError where those are forged."""
    if len(told) != PARTS:
        raise ProtocolError("an exception of another form")
    name, bases, message, frames, operands, limit, reason = told
    message, cause = _cause(message) if type(message) is list else (message, None)
    if type(name) is not str or type(bases) is not list or type(message) is not str or type(frames) is not list:
        raise ProtocolError("an exception of another form")
    known = [base for base in bases if type(base) is str]
    base = next((each for each in known if each in REBUILT or each in NAMED_ONLY), "Exception")
    fault = Fault(
        base=base,
        type=_NOT_IDENTIFIER.sub("", name)[:200] or base,
        message=without_addresses(message[:2000]),
        frames=tuple(_frame(frame) for frame in frames[:MAX_FRAMES]),
        cause=cause,
        operands=_operands(operands),
    )
    return _class_for(base)(fault, printed, lost, _limit(limit), _unread(reason))


def _cause(message: list[Any]) -> tuple[Any, Cause]:
    """The message and what it comes from, where a worker tells of it."""
    if len(message) != 5:
        raise ProtocolError("an exception of another form")
    text, kind, name, right, beside = message
    if type(beside) is not list or len(beside) > MAX_NAMES:
        raise ProtocolError("a forged cause")
    texts = [kind, name, right, *beside]
    if any(type(each) is not str for each in texts) or kind not in get_args(CauseKind):
        raise ProtocolError("a forged cause")
    told = [each[:MAX_NAME] for each in texts]
    return text, Cause(kind=told[0], name=told[1], right=told[2], beside=tuple(told[3:]))


def _limit(told: Any) -> LimitBehind | None:
    if type(told) is not str or told not in ("", *get_args(LimitBehind)):
        raise ProtocolError("a forged limit")
    return cast("LimitBehind", told) if told else None


def _unread(told: Any) -> Unread | None:
    if type(told) is not list or len(told) not in (0, 2) or any(type(part) is not str for part in told):
        raise ProtocolError("a forged reason")
    if not told:
        return None
    kind, name = told
    if kind not in get_args(UnreadKind):
        raise ProtocolError("a forged reason")
    return Unread(kind, name[:MAX_NAME])


def _operands(told: Any) -> tuple[Operand, ...]:
    if type(told) is not list or len(told) > MAX_OPERANDS:
        raise ProtocolError("forged operands")
    return tuple(map(_operand, told))


def _operand(parts: Any) -> Operand:
    if type(parts) is not list or len(parts) != 4 or any(type(part) is not str for part in parts):
        raise ProtocolError("a forged operand")
    name, kind, of_type, text = (without_addresses(part[:MAX_OPERAND]) for part in parts)
    if kind not in get_args(OperandKind):
        raise ProtocolError("a forged operand")
    return Operand(name=name, kind=kind, type=of_type, text=text)


def _class_for(base: str) -> type[StudentError]:
    if base not in REBUILT:
        return StudentError
    if base not in _classes:
        parent = getattr(builtins, base)
        # OSError and the Unicode errors insist on arguments of their own when they are made.
        body = {"__new__": lambda cls, *_: OSError.__new__(cls)} if issubclass(parent, OSError) else {}
        if issubclass(parent, UnicodeError) and parent is not UnicodeError:
            return _class_for("UnicodeError")
        _classes[base] = type(f"Student{base}", (StudentError, parent), body)
    return _classes[base]


def _frame(frame: Any) -> Frame:
    if type(frame) is not list or len(frame) != 5:
        raise ProtocolError("a forged traceback")
    file, line, function, text, column = frame
    if type(file) is not str or type(line) is not int or type(function) is not str or type(text) is not str:
        raise ProtocolError("a forged traceback")
    if not 0 <= line < 1 << 31 or type(column) is not int or not 0 <= column < 1 << 31:
        raise ProtocolError("a forged traceback")
    text = text[:300]
    # Counted in the text as it is shown, where what cannot be seen stands by its name.
    column = len(shown_text(text[: column - 1])) + 1 if column else 0
    return Frame(file=file[:100], line=line, function=function[:100], text=text, column=column)
