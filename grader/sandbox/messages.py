"""What a request for a call says, as the worker reads it; made beforehand for a call that every submission is asked for."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, NoReturn

from grader.sandbox.protocol import Ask, Files, Own
from grader.sandbox.repairs import edits_of
from grader.sandbox.wire.encode import encode_body
from grader.sandbox.wire.frame import UnsupportedError

TO_STUDENT_BYTES = 1 << 33


def message_of(ask: Ask, free: Sequence[int]) -> dict[str, Any]:
    """Of a call or of a look. ``free``: numbers of objects that nobody holds any more."""
    return {"target": list(ask.target), "name": ask.name, "keep": [list(path) for path in ask.keep], "free": free}


def call_of(ask: Ask, free: Sequence[int]) -> dict[str, Any]:
    return message_of(ask, free) | {"args": list(ask.args), "kwargs": dict(ask.kwargs), "mutates": list(ask.mutates)}


def load_of(files: Files, stub: Files, provided: Files, own: Own, *, folder: str, mode: int, seconds: float) -> dict[str, Any]:
    """Of a submission to be loaded."""
    lists = (("files", files), ("stub", stub), ("provided", provided), ("own", own.files))
    message: dict[str, Any] = {name: [list(file) for file in each] for name, each in lists}
    more = {"roots": list(own.roots), "edits": edits_of(own.changes), "folder": folder, "mode": mode, "seconds": seconds}
    return message | more


def packed(ask: Ask) -> Ask:
    """The same with its message made, for a call on plain data that nobody changes. Raises UnsupportedError for any other."""
    return dataclasses.replace(ask, body=tuple(encode_body(call_of(ask, []), refuse, TO_STUDENT_BYTES)))


def refuse(value: object) -> NoReturn:
    """Of what is no plain data nothing can be made beforehand."""
    raise UnsupportedError(type(value).__name__)
