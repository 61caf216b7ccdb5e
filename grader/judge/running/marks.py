"""Whether two calls are the same, or two answers: digests of values as they would cross to the student."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgpack

from grader.judge.running.provenance import Made
from grader.model.opaque import type_name_of
from grader.sandbox.handles import Handle, number_of
from grader.sandbox.wire.encode import Foreign, encode_frame
from grader.sandbox.wire.frame import Ext, Kind, UnsupportedError

MAX_BYTES = 64 << 20


def fingerprint(value: object, foreign: Foreign | None = None) -> bytes:
    """Equal for values that are equal in every bit as they would cross to the student.

    ``foreign``: what stands for a value that is no data. Without it such a value raises UnsupportedError.
    """
    digest = hashlib.blake2b()
    for part in encode_frame(Kind.CALL, 0, value, foreign or _refused, MAX_BYTES):
        digest.update(part)
    return digest.digest()


def by_place(value: object) -> msgpack.ExtType:
    """What an earlier call of a script makes, by the call and the place in what it returned."""
    if type(value) is not Made:
        return _refused(value)
    return msgpack.ExtType(Ext.EARLIER, msgpack.packb([value.step, list(value.path)]))


def by_number(value: object) -> msgpack.ExtType:
    """A student's object as the very one that it is."""
    if type(value) is not Handle:
        return _refused(value)
    return msgpack.ExtType(Ext.HANDLE, msgpack.packb([number_of(value), ""]))


def by_type(value: object) -> msgpack.ExtType:
    """A student's object as all that a suite, or a report, can tell of it: the name of its type."""
    if type(value) is not Handle:
        return _refused(value)
    return msgpack.ExtType(Ext.HANDLE, msgpack.packb([0, type_name_of(value)]))


def mark_of(values: Sequence[object]) -> bytes | None:
    """The fingerprint of answers, in which no object is known from another of its type; None for what cannot be told."""
    try:
        return fingerprint(list(values), by_type)
    except UnsupportedError:
        return None


def _refused(value: object) -> msgpack.ExtType:
    raise UnsupportedError(type(value).__name__)
