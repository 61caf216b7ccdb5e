"""What a request for a call says, as the worker reads it; made beforehand for a call that every submission is asked for."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, NoReturn

import msgpack

from grader.sandbox.protocol import Ask, Files, Look, Own, Play, Try
from grader.sandbox.repairs import edits_of
from grader.sandbox.wire.encode import encode_body
from grader.sandbox.wire.frame import HEADER, MAGIC, Kind, ProtocolError, UnsupportedError

TO_STUDENT_BYTES = 1 << 33
# Without an answer: a case begins.
CASE = HEADER.pack(MAGIC, Kind.CASE, 0, 0, 1) + msgpack.packb(None)
UNASKED = "an answer to nothing"
# Of the time for many tries so much may pass before the last of them begins: the rest is for that one.
SOON = 0.25


def lists_of(**files: Files) -> dict[str, Any]:
    return {name: [list(file) for file in each] for name, each in files.items()}


def look_of(look: Look) -> dict[str, Any]:
    bans = [[function, list(constructs)] for function, constructs in look.bans]
    return lists_of(files=look.files, own=look.own) | {"expected": list(look.expected), "bans": bans}


def message_of(ask: Ask, free: Sequence[int]) -> dict[str, Any]:
    """Of a call or of a look. ``free``: numbers of objects that nobody holds any more."""
    return {"target": list(ask.target), "name": ask.name, "keep": [list(path) for path in ask.keep], "free": free}


def call_of(ask: Ask, free: Sequence[int]) -> dict[str, Any]:
    return message_of(ask, free) | {"args": list(ask.args), "kwargs": dict(ask.kwargs), "mutates": list(ask.mutates)}


def listing_of(files: Files, names: Sequence[str], likely: Sequence[str], most: int) -> dict[str, Any]:
    """Of what may be changed."""
    return lists_of(files=files) | {"names": list(names), "likely": list(likely), "most": most}


def tries_of(plays: Sequence[Play], some: Sequence[Try], free: Sequence[int], seconds: float) -> dict[str, Any]:
    """Of a play, by its number, after each of some changes; of all plays the same is left out, and as large.

    ``each``: the bytes that one value may have; of many small ones there may be more.
    """
    first = plays[0]
    asked = {"plays": [_moves(play) for play in plays], "left": [list(path) for path in first.left], "each": list(first.most)}
    tries = [[edits_of(changes), number] for changes, number in some]
    return asked | {"argument": first.argument, "tries": tries, "free": free, "seconds": seconds * SOON}


def _moves(play: Play) -> list[list[object]]:
    return [[each.name, list(each.args), dict(each.kwargs), each.target, each.attribute] for each in play.moves]


def load_of(files: Files, stub: Files, provided: Files, own: Own, *, folder: str, mode: int, seconds: float) -> dict[str, Any]:
    """Of a submission to be loaded."""
    message = lists_of(files=files, stub=stub, provided=provided, own=own.files)
    more = {"roots": list(own.roots), "edits": edits_of(own.changes), "folder": folder, "mode": mode, "seconds": seconds}
    return message | more


def packed(ask: Ask) -> Ask:
    """The same with its message made, for a call on plain data that nobody changes. Raises UnsupportedError for any other."""
    return dataclasses.replace(ask, body=tuple(encode_body(call_of(ask, []), refuse, TO_STUDENT_BYTES)))


def refuse(value: object) -> NoReturn:
    """Of what is no plain data nothing can be made beforehand."""
    raise UnsupportedError(type(value).__name__)


def no_object(_code: int, _fields: Any) -> NoReturn:
    """In the place of what would be an object, where only data may be handed over."""
    raise ProtocolError("an object, where only data may be handed over")
