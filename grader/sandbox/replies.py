"""Decoded answers of a student process to what they say; whatever has another form than an honest worker's is a ProtocolError."""

from __future__ import annotations

from typing import Any

from grader.model import shown_text
from grader.sandbox.notes import read_remarks
from grader.sandbox.raised import MissingNameError, RefusedValueError, student_error
from grader.sandbox.student import Loaded, Reply
from grader.sandbox.wire import Kind, ProtocolError


def read_reply(kind: int, value: Any) -> Reply:
    """The answer to a call. Raises StudentError, MissingNameError, RefusedValueError where it tells of one; ProtocolError."""
    if kind == Kind.VALUE:
        result, arguments, changed, printed, lost = _fields(value, 5)
        if type(arguments) not in (list, type(None)) or type(changed) is not list:
            raise ProtocolError("forged arguments")
        names = tuple(dict.fromkeys(name for name in changed if type(name) is str and name.isidentifier() and len(name) <= 100))
        return Reply(result, tuple(arguments or ()), _printed(printed), _count(lost), names[:20])
    if kind == Kind.MISSING:
        name, printed, lost = _fields(value, 3)
        raise MissingNameError(text_of(name))
    if kind == Kind.REFUSED:
        text, printed, lost = _fields(value, 3)
        raise RefusedValueError(text_of(text)[:300])
    if kind == Kind.RAISED:
        name, bases, message, frames, printed, lost = _fields(value, 6)
        raise student_error(name, bases, message, frames, printed=_printed(printed), lost=_count(lost))
    raise ProtocolError(f"an answer of kind {kind}")


def read_loaded(reply: Reply) -> Loaded:
    """The answer to loading. Raises TypeError, ValueError or ProtocolError where it has another form."""
    names, remarks = reply.value
    told = tuple((text_of(name), text_of(kind)) for name, kind in names)
    return Loaded(told, reply.printed, reply.lost, read_remarks(remarks))


def text_of(value: Any) -> str:
    if type(value) is not str:
        raise ProtocolError("text was expected")
    return value


def _fields(value: Any, count: int) -> list[Any]:
    if type(value) is not list or len(value) != count:
        raise ProtocolError("an answer of another form")
    return value


def _printed(value: Any) -> str:
    return shown_text(text_of(value))


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 1 << 62:
        raise ProtocolError("a count was expected")
    return value
