"""How the worker describes an exception: type, builtin base, message, the student's own lines. Inside; not trusted."""

from __future__ import annotations

import builtins
import re
from collections.abc import Mapping
from typing import Any

from grader.sandbox.inside import causes, operands, refusals
from grader.sandbox.inside.reasons import reason_of
from grader.sandbox.wire.steady import without_addresses, without_folder

MAX_MESSAGE = 2000
MAX_LINE = 300
MAX_FRAMES = 20
MAX_PATH = 200
_PLACE = re.compile(r" \((?:unknown location|(?:/|[A-Za-z]:\\)[^()]*)\)$")


def describe(error: BaseException, sources: Mapping[str, list[str]]) -> list[Any]:
    """``[type name, builtin base names, message, frames, operands, limit, reason]``; never raises.

    A frame is ``[file, line, function, text, column]``. The message is ``[text, *cause]`` where there is a cause to tell. The
    operands are those of the last line. The limit is the name of the one that it comes from, the reason that of ``reasons``; both
    may be empty.
    """
    kind = type(error)
    bases = [base.__name__ for base in kind.__mro__ if base.__module__ == "builtins" and hasattr(builtins, base.__name__)]
    name = clean(kind.__name__, 200)
    if issubclass(kind, MemoryError):
        return [name, bases, "", [], [], "", []]
    try:
        # str() of a SyntaxError repeats the place, which the frame names already.
        message = refusals.with_limit(clean(text_of(error), MAX_MESSAGE), error)
    except BaseException:  # noqa: BLE001  # __str__ is student code
        message = "(its message could not be read)"
    try:
        cause = plain_cause(error)
    except BaseException:  # noqa: BLE001  # a strange error, or a folder that is gone, only has no cause to tell
        cause = []
    try:
        limit, reason = causes.limit_of(error), [clean(part, MAX_PATH) for part in reason_of(error)]
    except BaseException:  # noqa: BLE001  # nor what is behind it
        limit, reason = "", []
    try:
        frames = _frames(error, sources)
    except BaseException:  # noqa: BLE001  # nor may a strange traceback keep the exception from being told
        frames = []
    try:
        told = [[clean(part, MAX_PATH) for part in each] for each in operands.operands_of(error, sources)]
    except BaseException:  # noqa: BLE001  # a strange source or value only has no operands to tell
        told = []
    return [name, bases, [message, *cause] if cause else message, frames, told, limit, reason]


def plain_cause(error: BaseException) -> list[Any]:
    """The cause for the wire. Raises what student code does that is asked for it."""
    found = causes.cause_of(error)
    if not found:
        return []
    kind, path, right, beside = found
    return [kind, clean(path, MAX_PATH), clean(right, MAX_PATH), [clean(name, MAX_PATH) for name in beside]]


def text_of(error: BaseException) -> str:
    """The message, without what is said elsewhere or differs from machine to machine. Raises what ``__str__`` raises."""
    if isinstance(error, SyntaxError) and type(error.msg) is str:
        strange = "U+" in error.msg and type(error.offset) is int
        return f"{error.msg} in column {error.offset}" if strange else error.msg
    text = steady(refusals.words_for(error) or str(error))
    # The machine's own folders are nobody's business, and differ from machine to machine.
    return _PLACE.sub("", text) if isinstance(error, ImportError) else text


def steady(text: str) -> str:
    """The same on every run, as far as that is ours to say."""
    return without_folder(without_addresses(text), causes.folder())


def clean(text: str, most: int) -> str:
    """Plain text that can be encoded, clipped."""
    text = str.__getitem__(text, slice(most))
    return text.encode("utf-8", "backslashreplace").decode()


def _frames(error: BaseException, sources: Mapping[str, list[str]]) -> list[list[Any]]:
    """The lines of the student's files that the exception passed through, outermost first."""
    found = []
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_filename in sources:
            found.append(_frame(code.co_filename, step.tb_lineno, code.co_name, sources))
        step = step.tb_next
    if isinstance(error, SyntaxError) and error.filename in sources and error.lineno is not None:
        column = error.offset if type(error.offset) is int and 0 < error.offset < 1 << 31 else 0
        found.append(_frame(str(error.filename), error.lineno, "", sources, column))
    if len(found) > MAX_FRAMES:
        found = found[: MAX_FRAMES // 2] + found[-MAX_FRAMES // 2 :]
    return found


def _frame(file: str, line: int, function: str, sources: Mapping[str, list[str]], column: int = 0) -> list[Any]:
    lines = sources[file]
    text = lines[line - 1] if 0 < line <= len(lines) else ""
    return [clean(file, 100), line, clean(function, 100), clean(text.rstrip("\n\r"), MAX_LINE), column]
