"""The worker's remarks about a submission's files, read with caution: known kinds, short texts, few of them. Outside."""

from __future__ import annotations

from typing import Any, get_args

from grader.model import CauseKind, Note, NoteKind, Presence, Whereabout
from grader.sandbox.wire.frame import ProtocolError

MOST, MOST_PLACES = 40, 100
MAX_TEXT = 200
# Kinds whose detail is somebody else's text, and not of two parts.
WHOLE = ("left_out", "stopped_at", "not_available", "cell_not_python", "not_imported", "shadowed", "unreadable_import")


def read_remarks(value: Any) -> tuple[Note, ...]:
    """Notes to be said in words later. Raises ProtocolError for what no honest worker sends."""
    if type(value) is not list or len(value) > MOST:
        raise ProtocolError("forged remarks")
    return tuple(_read_remark(remark) for remark in value)


def _read_remark(remark: Any) -> Note:
    if type(remark) is not list or [type(part) for part in remark] != [str, str, str, int, str, int]:
        raise ProtocolError("a forged remark")
    kind, name, file, line, detail, count = remark
    if kind not in get_args(NoteKind) or not 0 <= line < 1 << 31 or not 0 <= count < 1 << 31:
        raise ProtocolError("a forged remark")
    place = (detail, "", "") if kind in WHOLE else detail.partition("|")
    if kind == "cause" and place[0] not in get_args(CauseKind):
        raise ProtocolError("a forged remark")
    return Note(
        kind,
        name=_short(name),
        file=_short(file),
        line=line,
        detail=_short(place[0]),
        elsewhere=_short(place[2]),
        count=count,
    )


def read_places(value: Any) -> tuple[Whereabout, ...]:
    """Where missing names stand. Raises ProtocolError for what no honest worker sends."""
    if type(value) is not list or len(value) > MOST_PLACES:
        raise ProtocolError("forged places")
    return tuple(_read_place(place) for place in value)


def _read_place(place: Any) -> Whereabout:
    if type(place) is not list or [type(part) for part in place] != [str, str, str, str, int]:
        raise ProtocolError("a forged place")
    name, presence, detail, file, line = place
    if presence not in get_args(Presence) or not 0 <= line < 1 << 31:
        raise ProtocolError("a forged place")
    return Whereabout(_short(name), presence, _short(detail), _short(file), line)


def _short(text: str) -> str:
    return text[:MAX_TEXT]
