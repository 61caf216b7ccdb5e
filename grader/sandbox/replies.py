"""Decoded answers of a student process to what they say; whatever has another form than an honest worker's is a ProtocolError."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grader.model import Forbidden, shown_line, shown_text
from grader.sandbox.notes import read_places, read_remarks
from grader.sandbox.protocol import Bans, Loaded, Reply, Survey
from grader.sandbox.student_error import PARTS, MissingNameError, RefusedValueError, student_error
from grader.sandbox.wire.frame import Kind, ProtocolError
from grader.sandbox.wire.steady import without_addresses

# What an honest worker answers. Only to a call or a look may a name be missing, or a value of the student's not fit.
ALWAYS = frozenset({Kind.VALUE, Kind.RAISED})
ANSWERS = {
    Kind.CALL: ALWAYS | {Kind.MISSING, Kind.REFUSED},
    Kind.GET: ALWAYS | {Kind.MISSING, Kind.REFUSED},
    Kind.LOAD: ALWAYS,
    Kind.SURVEY: ALWAYS,
    Kind.REPAIRS: ALWAYS,
    Kind.EXCHANGE: ALWAYS,
    Kind.TRY: ALWAYS,
    Kind.LOOK: ALWAYS,
}
MOST_UNREAD = 100
MOST_USES = 1000


def read_reply(asked: Kind, kind: int, value: Any) -> Reply:
    """The answer to a request. Raises StudentError, MissingNameError, RefusedValueError where it tells of one; ProtocolError."""
    if kind not in ANSWERS[asked]:
        raise ProtocolError(f"an answer of kind {kind} to a request of kind {asked.value}")
    if kind == Kind.VALUE:
        result, arguments, changed, printed, lost = _fields(value, 5)
        if type(arguments) not in (list, type(None)) or type(changed) is not list:
            raise ProtocolError("forged arguments")
        names = tuple(dict.fromkeys(name for name in changed if type(name) is str and name.isidentifier() and len(name) <= 100))
        return Reply(result, tuple(arguments or ()), _printed(printed), _count(lost), names[:20])
    if kind == Kind.MISSING:
        name, printed, lost = _fields(value, 3)
        raise MissingNameError(shown_line(text_of(name)[:300]))
    if kind == Kind.REFUSED:
        text, too_large, printed, lost = _fields(value, 4)
        raise RefusedValueError(shown_text(text_of(text)[:300]), too_large=too_large is True)
    *told, printed, lost = _fields(value, PARTS + 2)
    raise student_error(told, printed=_printed(printed), lost=_count(lost))


def read_loaded(reply: Reply) -> Loaded:
    """The answer to loading. Raises TypeError, ValueError or ProtocolError where it has another form."""
    names, remarks, places, unread = reply.value
    told = tuple((text_of(name), text_of(kind)) for name, kind in names)
    if type(unread) is not list or len(unread) > MOST_UNREAD:
        raise ProtocolError("forged files that cannot be read")
    errors = [(shown_line(text_of(name)[:100]), student_error(parts, printed="", lost=0)) for name, *parts in unread]
    faults = tuple((name, error.fault, error.unread) for name, error in errors)
    return Loaded(told, reply.printed, reply.lost, read_remarks(remarks), read_places(places), faults)


def read_uses(reply: Reply, bans: Bans) -> tuple[Forbidden, ...] | None:
    """The answer to a look. Raises ProtocolError where it has another form."""
    if reply.value is None:
        return None
    asked = {function: (*constructs, "") for function, constructs in bans}
    if type(reply.value) is not list or len(reply.value) > MOST_USES:
        raise ProtocolError("a forged list of what is used")
    return tuple(_use(each, asked) for each in reply.value)


def _use(value: Any, asked: Mapping[str, Sequence[str]]) -> Forbidden:
    function, construct, name, file = map(text_of, _fields(value, 5)[:4])
    if construct not in asked.get(function, ()) or not name:
        raise ProtocolError("a forged use")
    return Forbidden(question=function, construct=construct, name=name[:100], file=file[:200], line=_count(value[4]))


def read_survey(reply: Reply) -> Survey:
    """The answer about the text of the files. Raises ProtocolError where it has another form."""
    names, stateless, spans = _fields(reply.value, 3)
    if type(names) is not list or type(stateless) is not bool or type(spans) is not list:
        raise ProtocolError("a forged answer about the files")
    return Survey(frozenset(name for name in names if type(name) is str), stateless, tuple(map(_spans, spans)))


def _spans(value: Any) -> tuple[tuple[int, int], ...]:
    if type(value) is not list:
        raise ProtocolError("a forged answer about the files")
    pairs = [_fields(each, 2) for each in value]
    return tuple((_count(first), _count(last)) for first, last in pairs)


def text_of(value: Any) -> str:
    if type(value) is not str:
        raise ProtocolError("text was expected")
    return value


def _fields(value: Any, count: int) -> list[Any]:
    if type(value) is not list or len(value) != count:
        raise ProtocolError("an answer of another form")
    return value


def _printed(value: Any) -> str:
    return shown_text(without_addresses(text_of(value)))


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 1 << 62:
        raise ProtocolError("a count was expected")
    return value
