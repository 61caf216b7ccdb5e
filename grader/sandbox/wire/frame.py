"""The wire's vocabulary: frame header, message kinds, extension codes, limits. Shared by both sides of the trust line.

A frame is a header (magic, kind, number of segments, request id, length of the structure), the lengths of the segments, the
structure as msgpack, and the raw bytes of large arrays. Nothing here is pickled, evaluated or imported.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

MAGIC = b"GRW1"
HEADER = struct.Struct("<4sBxHQI")
SEGMENT = struct.Struct("<Q")
# In the structure an array is: the kind of its entries, the bytes of each, dimensions, number of its segment, then a length for
# each dimension, and with INLINE the bytes themselves. A scalar is kind, size and bytes. All of it little-endian.
ARRAY = struct.Struct("<cIBi")
SCALAR = struct.Struct("<cI")
INLINE = -1

# Arrays up to this many bytes travel inside the structure; larger ones as segments of their own.
INLINE_BYTES = 2048

# bool, signed, unsigned, float, complex, text. No objects, no records, no dates; bytes travel as bytes.
ITEMSIZES = {"b": (1,), "i": (1, 2, 4, 8), "u": (1, 2, 4, 8), "f": (2, 4, 8), "c": (8, 16), "U": range(0, 4 * 65536 + 1, 4)}
MAX_DIMENSIONS = 32

# Integers beyond this hash to chosen values: a dictionary full of them can be made to collide.
SAFE_INTEGER = (1 << 61) - 1


# The exit status of a worker without memory for another word. Students may end with it too: it names a limit and gives no points.
NO_MEMORY = 98


class Kind(IntEnum):
    """What a frame is.

    The judge asks with LOAD, CALL, GET, SURVEY, REPAIRS, EXCHANGE, TRY and LOOK. With CASE it says that one begins, and waits for
    no answer.
    """

    LOAD = 1
    CALL = 2
    GET = 3
    CASE = 4
    VALUE = 5
    RAISED = 6
    REFUSED = 7
    FLOOD = 8
    CALLBACK = 9
    MISSING = 10
    SURVEY = 11
    REPAIRS = 12
    EXCHANGE = 13
    LOOK = 14
    TRY = 15


class Ext(IntEnum):
    """msgpack extension codes for what msgpack itself has no type for."""

    ARRAY = 1
    TUPLE = 2
    SCALAR = 3
    COMPLEX = 4
    INTEGER = 5
    SET = 6
    FROZENSET = 7
    HANDLE = 8
    CALLBACK = 9
    EARLIER = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class WireLimits:
    """What a decoder accepts, checked before anything is allocated."""

    structure_bytes: int = 4 << 20
    body_bytes: int = 64 << 20
    segments: int = 256
    depth: int = 64
    nodes: int = 500_000
    integer_bytes: int = 4096
    text_bytes: int = 1 << 20
    keys: int = 20_000


class ProtocolError(Exception):
    """The bytes are no frame that an honest other side would send."""


class UnsupportedError(Exception):
    """The value cannot cross as plain data."""


class TooLargeError(UnsupportedError):
    """Arrays of more bytes than may be returned."""


def read_header(data: bytes | bytearray, limits: WireLimits) -> tuple[int, int, int, int]:
    """``(kind, segments, request id, length of the structure)``. Raises ProtocolError."""
    magic, kind, segments, request, length = HEADER.unpack(data)
    if magic != MAGIC:
        raise ProtocolError("not a frame")
    if segments > limits.segments or length > limits.structure_bytes:
        raise ProtocolError("frame too large")
    return kind, segments, request, length
