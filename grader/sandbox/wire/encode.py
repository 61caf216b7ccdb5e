"""Values to frames. On the student's side nothing here is believed; on the judge's it only ever sees our own values.

Only exact builtin and NumPy types are looked into. A subclass is reduced to its base by the base's own methods, so that what a
student overrides is not called.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Any

import msgpack
import numpy as np

from grader.sandbox.wire.frame import (
    ARRAY,
    HEADER,
    INLINE,
    INLINE_BYTES,
    ITEMSIZES,
    MAGIC,
    SCALAR,
    SEGMENT,
    Ext,
    Kind,
    TooLargeError,
    UnsupportedError,
)

MAX_PARTS = 300_000
MAX_STRUCTURE = 64 << 20
# Of a packer's buffer, which grows; what msgpack begins with by itself is mapped anew, and given back, for each value.
FIRST_BYTES = 1 << 12
# What most of homework is made of: entries that cross as they lie in memory.
DOUBLE = np.dtype("<f8")
DOUBLE_HEAD = SCALAR.pack(b"f", 8)

Foreign = Callable[[Any], msgpack.ExtType]


class Encoder:
    """One value to msgpack plus segments. ``foreign`` turns what is no plain data into a handle, or raises UnsupportedError."""

    def __init__(self, foreign: Foreign, max_bytes: int) -> None:
        self.segments: list[memoryview] = []
        self._foreign, self._room = foreign, max_bytes
        self._parts = 0

    def pack(self, value: object) -> bytes:
        try:
            packer = msgpack.Packer(default=self._default, strict_types=True, use_bin_type=True, buf_size=FIRST_BYTES)
            return packer.pack(value)  # type: ignore[no-any-return]  # bytes
        except UnicodeEncodeError:
            raise UnsupportedError("text with lone surrogates") from None
        except (ValueError, RecursionError, OverflowError) as error:  # msgpack's own bound on nesting is a ValueError
            raise UnsupportedError(f"a value nested too deeply or too large ({error})") from None

    def _default(self, value: Any) -> Any:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise UnsupportedError("a value of too many parts")
        kind = type(value)
        if kind is np.float64:
            return msgpack.ExtType(Ext.SCALAR, DOUBLE_HEAD + struct.pack("<d", value))
        if kind is np.ndarray:
            return self._array(value)
        if kind is tuple:
            return msgpack.ExtType(Ext.TUPLE, self.pack(list(value)))
        if kind is int:
            size = (value.bit_length() + 8) // 8
            return msgpack.ExtType(Ext.INTEGER, value.to_bytes(size, "little", signed=True))
        if kind is complex:
            return msgpack.ExtType(Ext.COMPLEX, struct.pack("<dd", value.real, value.imag))
        if kind is set or kind is frozenset:
            return msgpack.ExtType(Ext.SET if kind is set else Ext.FROZENSET, self.pack(list(value)))
        if issubclass(kind, np.generic):
            return self._scalar(value)
        if issubclass(kind, np.ndarray):
            return self._array(value)
        plain = _base_value(value)
        if type(plain) in (tuple, int):  # msgpack asks once only, and has no type for these by itself
            return self._default(plain)
        return self._foreign(value) if plain is value else plain

    def _scalar(self, value: Any) -> msgpack.ExtType:
        array = _narrowed(np.asarray(value))
        if not _is_plain(array.dtype):
            return self._foreign(value)
        dtype = array.dtype
        return msgpack.ExtType(Ext.SCALAR, SCALAR.pack(dtype.kind.encode(), dtype.itemsize) + array.tobytes())

    def _array(self, value: Any) -> msgpack.ExtType:
        array: np.ndarray = value
        if type(value) is not np.ndarray or value.dtype is not DOUBLE:
            if issubclass(type(value), np.ma.MaskedArray):
                return self._foreign(value)
            # The base class's view: a subclass may lie about everything that it computes, not about its memory.
            array = _narrowed(np.ndarray.view(value, np.ndarray))
            if not _is_plain(array.dtype):
                return self._foreign(value)
        self._room -= array.nbytes
        if self._room < 0:  # before a broadcast array is written out
            raise TooLargeError(f"an array of {array.nbytes} bytes, which is more than may be returned")
        inline = array.nbytes <= INLINE_BYTES
        if not inline:
            array = np.require(array, requirements="C")
            self.segments.append(memoryview(array.reshape(-1).view(np.uint8).data))
        dtype, shape = array.dtype, array.shape
        head = ARRAY.pack(dtype.kind.encode(), dtype.itemsize, len(shape), INLINE if inline else len(self.segments) - 1)
        return msgpack.ExtType(Ext.ARRAY, head + struct.pack(f"<{len(shape)}Q", *shape) + (array.tobytes() if inline else b""))


def encode_frame(
    kind: Kind, request: int, value: object, foreign: Foreign, max_bytes: int, max_structure: int = MAX_STRUCTURE
) -> list[bytes | memoryview]:
    """The frame as parts to be sent one after another. Raises UnsupportedError.

    ``max_bytes`` bounds the arrays, ``max_structure`` everything else, as the decoder at the other end does.
    """
    return framed(kind, request, encode_body(value, foreign, max_bytes, max_structure))


def encode_body(value: object, foreign: Foreign, max_bytes: int, max_structure: int = MAX_STRUCTURE) -> list[bytes | memoryview]:
    """The structure and the segments: what of a frame is the same in every request."""
    encoder = Encoder(foreign, max_bytes)
    structure = encoder.pack(value)
    if len(structure) > max_structure:
        raise UnsupportedError(f"a structure of {len(structure)} bytes, which is more than may be handed over")
    return [structure, *encoder.segments]


def framed(kind: Kind, request: int, body: Sequence[bytes | memoryview]) -> list[bytes | memoryview]:
    """A frame of what ``encode_body`` made."""
    structure, *segments = body
    header = HEADER.pack(MAGIC, kind, len(segments), request, len(structure))
    return [b"".join((header, *(SEGMENT.pack(len(segment)) for segment in segments), structure)), *segments]


def _is_plain(dtype: np.dtype[Any]) -> bool:
    return dtype.itemsize in ITEMSIZES.get(dtype.kind, ()) and dtype.fields is None


def _narrowed(array: np.ndarray) -> np.ndarray:
    """Little-endian, and extended precision as double, since its bytes mean something else on the next machine."""
    if array.dtype.str[0] == ">":
        array = array.astype(array.dtype.newbyteorder("<"))
    if array.dtype.kind == "f" and array.dtype.itemsize > 8:
        return array.astype(np.float64)
    if array.dtype.kind == "c" and array.dtype.itemsize > 16:
        return array.astype(np.complex128)
    return array


def _base_value(value: Any) -> Any:
    """The plain value under a subclass of a builtin (a named tuple, an OrderedDict, an IntEnum); else the value itself.

    By the type, never by ``isinstance``, which asks the value's own ``__class__``.
    """
    kind = type(value)
    if issubclass(kind, int):
        return int.__pos__(value)
    if issubclass(kind, float):
        return float.__pos__(value)
    if issubclass(kind, str):
        return str.__getitem__(value, slice(None))
    if issubclass(kind, bytes):
        return bytes.__getitem__(value, slice(None))
    if issubclass(kind, tuple):
        return tuple(tuple.__iter__(value))
    if issubclass(kind, list):
        return list(list.__iter__(value))
    if issubclass(kind, dict):
        return {key: dict.__getitem__(value, key) for key in dict.__iter__(value)}
    return value
