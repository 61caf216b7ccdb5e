"""Frames to values. In the judge this reads what a hostile process sent: any bytes give plain data or a ProtocolError.

Sizes are checked before anything is allocated, keys before a dictionary is built, and out come only None, bool, int, float,
complex, str, bytes, list, tuple, dict, set, frozenset, NumPy scalars, plain arrays and handles.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import msgpack
import numpy as np

from grader.sandbox.wire.frame import (
    ARRAY,
    HEADER,
    INLINE,
    ITEMSIZES,
    MAX_DIMENSIONS,
    SAFE_INTEGER,
    SCALAR,
    SEGMENT,
    Ext,
    ProtocolError,
    UnsupportedError,
    WireLimits,
    read_header,
)

Foreign = Callable[[int, Any], Any]


class TooManyPartsError(ProtocolError):
    """More parts than are allowed."""


MAX_ELEMENTS = 1 << 40
# Of an array without an entry: a sum along its empty axis has as many entries as there are rows, though none of them crossed.
MAX_EMPTY = 1 << 20
# What an array is worth among the parts of a structure, whatever it holds.
ARRAY_NODES = 8
FLAT_DEPTH = 8
TEXT_AT_ONCE = 1 << 18  # letters
CONTAINERS = frozenset({list, tuple, dict, set, frozenset})
PLAIN = frozenset({type(None), bool, int, float, complex, str, bytes, np.float64, np.int64, np.bool_})


class Decoder:
    """The structure of one frame to a value. ``foreign`` makes the object behind a handle or a callback.

    ``parts``: fewer than the limits allow, which no honest sender knows of.
    """

    def __init__(
        self, segments: Sequence[bytearray | memoryview], limits: WireLimits, foreign: Foreign, parts: int | None = None
    ) -> None:
        self._segments, self._limits, self._foreign = segments, limits, foreign
        self._depth = 0
        self._nodes = 0
        self._most_parts = limits.nodes if parts is None else min(parts, limits.nodes)
        self._used: set[int] = set()
        self._array_bytes = 0

    @property
    def parts(self) -> int:
        """How many have been read."""
        return self._nodes

    @property
    def array_bytes(self) -> int:
        return self._array_bytes

    def unpack(self, data: bytes) -> Any:
        limits = self._limits
        self._depth += 1
        if self._depth > limits.depth:
            raise ProtocolError("nested too deeply")
        try:
            value = msgpack.unpackb(
                data,
                raw=False,
                strict_map_key=False,
                use_list=True,
                ext_hook=self._extension,
                object_pairs_hook=self._mapping,
                list_hook=self._counted,
                timestamp=0,
                max_str_len=limits.text_bytes,
                max_bin_len=limits.structure_bytes,
                max_array_len=limits.nodes,
                max_map_len=limits.keys,
                max_ext_len=limits.structure_bytes,
            )
        except ProtocolError:
            raise
        # msgpack, NumPy and Python itself raise many things on hostile bytes; all of them mean the same.
        except Exception as error:  # noqa: BLE001  # see above; nothing but a ProtocolError may leave here
            raise ProtocolError(f"undecodable ({type(error).__name__})") from None
        finally:
            self._depth -= 1
        if type(value) is msgpack.Timestamp:
            raise ProtocolError("dates are not data here")
        if self._depth == 0:
            _check_depth(value, limits.depth)
        return value

    def _count(self, parts: int) -> None:
        self._nodes += parts
        if self._nodes > self._most_parts:
            raise TooManyPartsError("too many parts")

    def _counted(self, items: list[Any]) -> list[Any]:
        self._count(len(items) + 1)
        if msgpack.Timestamp in set(map(type, items)):
            raise ProtocolError("dates are not data here")
        return items

    def _mapping(self, pairs: list[tuple[Any, Any]]) -> dict[Any, Any]:
        self._count(len(pairs) + 1)
        _check_keys([key for key, _ in pairs], self._limits.keys)
        if msgpack.Timestamp in {type(value) for _, value in pairs}:
            raise ProtocolError("dates are not data here")
        return dict(pairs)

    def _extension(self, code: int, data: bytes) -> Any:
        self._count(1)
        if code == Ext.ARRAY:
            return self._array(data)
        if code == Ext.TUPLE:
            return tuple(self._members(data))
        if code == Ext.SCALAR:
            kind, itemsize = SCALAR.unpack_from(data)
            return self._filled(_dtype(kind, itemsize), (), data, SCALAR.size)[()]
        if code == Ext.COMPLEX:
            return complex(*struct.unpack("<dd", data))
        if code == Ext.INTEGER:
            if len(data) > self._limits.integer_bytes:
                raise ProtocolError("integer too large")
            return int.from_bytes(data, "little", signed=True)
        if code in (Ext.SET, Ext.FROZENSET):
            members = self._members(data)
            _check_keys(members, self._limits.keys)
            return set(members) if code == Ext.SET else frozenset(members)
        if code in (Ext.HANDLE, Ext.CALLBACK, Ext.EARLIER):
            return self._foreign(code, self.unpack(data))
        raise ProtocolError("unknown extension")

    def _members(self, data: bytes) -> list[Any]:
        value = self.unpack(data)
        if type(value) is not list:
            raise ProtocolError("a list was expected")
        return value

    def _array(self, data: bytes) -> np.ndarray:
        self._count(ARRAY_NODES)
        kind, itemsize, dimensions, segment = ARRAY.unpack_from(data)
        if dimensions > MAX_DIMENSIONS:
            raise ProtocolError("too many dimensions")
        shape = struct.unpack_from(f"<{dimensions}Q", data, ARRAY.size)
        start = ARRAY.size + 8 * dimensions
        if segment == INLINE:
            return self._filled(_dtype(kind, itemsize), shape, data, start)
        if len(data) != start:
            raise ProtocolError("an array in two places")
        return self._filled(_dtype(kind, itemsize), shape, self._segment(segment), 0)

    def _filled(
        self, dtype: np.dtype[Any], shape: tuple[int, ...], content: bytes | bytearray | memoryview, start: int
    ) -> np.ndarray:
        count = _checked_count(shape)
        # NumPy gives text without letters room for one.
        self._array_bytes += count * (dtype.itemsize or 4)
        if self._array_bytes > self._limits.body_bytes:
            raise ProtocolError("array too large")
        if len(content) - start != count * dtype.itemsize:
            raise ProtocolError("an array's bytes do not fit its shape")
        if dtype.itemsize == 0 or count == 0:
            return np.zeros(shape, dtype)
        array = np.frombuffer(content, dtype, count, start).reshape(shape)
        if dtype.kind == "b":
            # A bool byte other than 0 and 1 is undefined behaviour further down.
            number = array.view(np.uint8)
            return np.asarray(np.not_equal(number, 0, out=array if array.flags.writeable else None))
        if dtype.kind == "U":
            _check_text(array.reshape(-1).view(np.uint32))
        # Inline bytes are shared with the frame and read-only; a segment is this array's own memory.
        return array.copy() if type(content) is bytes else array

    def _segment(self, index: int) -> bytearray | memoryview:
        if not 0 <= index < len(self._segments) or index in self._used:
            raise ProtocolError("no such segment")
        self._used.add(index)
        return self._segments[index]


class Trusting(Decoder):
    """For what the judge itself says: no part is counted, and in a worker the fewer steps count, each of which is its first."""

    def unpack(self, data: bytes) -> Any:
        return msgpack.unpackb(data, raw=False, strict_map_key=False, use_list=True, ext_hook=self._extension)

    def _extension(self, code: int, data: bytes) -> Any:
        if code == Ext.ARRAY:
            kind, itemsize, dimensions, segment = ARRAY.unpack_from(data)
            if segment == INLINE and kind == b"f":
                shape = struct.unpack_from(f"<{dimensions}Q", data, ARRAY.size)
                return np.ndarray(shape, _dtype(kind, itemsize), data, ARRAY.size + 8 * dimensions).copy()
        return super()._extension(code, data)


def check_frame(value: object, parts: Sequence[bytes | memoryview], limits: WireLimits) -> None:
    """For the honest sender: raise UnsupportedError where the receiver, with these limits, would take the frame for an attack.

    ``parts`` as ``encode_frame`` makes them of ``value``.
    """
    if len(parts[0]) <= limits.integer_bytes and _is_flat(value):
        return
    segments = [memoryview(part) for part in parts[1:]]
    start = HEADER.size + SEGMENT.size * len(segments)
    try:
        read_header(bytes(parts[0][: HEADER.size]), limits)
        if sum(segment.nbytes for segment in segments) > limits.body_bytes:
            raise ProtocolError("a result larger than allowed")
        Decoder(segments, limits, lambda _code, _fields: object()).unpack(bytes(parts[0][start:]))
    except ProtocolError as error:
        raise UnsupportedError(f"a value that cannot be handed over ({error})") from None


def _is_flat(value: object) -> bool:
    """Whether it is plain values in lists and tuples, not nested deeply: if small, it breaks no limit, and most replies are.

    To decode such a reply once more, only to see that, would cost as much as all else about it.
    """
    level = [value]
    for _ in range(FLAT_DEPTH):
        deeper: list[object] = []
        for item in level:
            if type(item) in (list, tuple):
                deeper += item  # type: ignore[arg-type]  # a list or a tuple
            elif type(item) not in PLAIN and not _is_small_array(item):
                return False
        if not deeper:
            return True
        level = deeper
    return False


def _is_small_array(value: Any) -> bool:
    return type(value) is np.ndarray and value.dtype.kind in "biufc" and value.ndim <= MAX_DIMENSIONS and value.size > 0


def _check_depth(value: object, most: int) -> None:
    """msgpack nests its own lists and maps up to 500 deep; whoever walks the value recursively should not have to."""
    level = [value]
    for _ in range(most + 1):
        deeper: list[object] = []
        for item in level:
            children: Any = item.values() if type(item) is dict else item if type(item) in CONTAINERS else ()
            if not CONTAINERS.isdisjoint(map(type, children)):
                deeper += [child for child in children if type(child) in CONTAINERS]
        if not deeper:
            return
        level = deeper
    raise ProtocolError("nested too deeply")


def _check_text(codes: np.ndarray) -> None:
    """Refuse what no text in UTF-8 can hold, as msgpack does outside of arrays. A piece at a time: the array may be large."""
    for start in range(0, codes.size, TEXT_AT_ONCE):
        piece = codes[start : start + TEXT_AT_ONCE]
        if int(piece.max()) > 0x10FFFF:
            raise ProtocolError("text beyond Unicode")
        # Unsigned, so that what is smaller comes out large.
        if int((piece - np.uint32(0xD800)).min()) < 0x800:
            raise ProtocolError("text with lone surrogates")


@lru_cache(64)
def _dtype(kind: bytes, itemsize: int) -> np.dtype[Any]:
    name = kind.decode("ascii")
    if itemsize not in ITEMSIZES.get(name, ()):
        raise ProtocolError("dtype not allowed")
    return np.dtype(f"<{name}{itemsize // 4 if name == 'U' else itemsize}")


def _checked_count(shape: tuple[int, ...]) -> int:
    """The number of elements; the product of the dimensions that are not zero is bounded too, as NumPy and arithmetic ask."""
    count, bound = 1, 1
    for size in shape:
        count *= size
        bound *= size or 1
        if bound > MAX_ELEMENTS:
            raise ProtocolError("bad shape")
    if count == 0 and bound > MAX_EMPTY:
        raise ProtocolError("too many rows without an entry")
    return count


def _check_keys(keys: Sequence[Any], most: int) -> None:
    """Refuse keys that could be made to collide: large integers and nested tuples hash as one likes.

    Text and bytes do not, also where the salt is known, as in a judge: nobody can make whole hashes of SipHash collide in numbers.
    """
    if len(keys) > most:
        raise ProtocolError("too many keys")
    numbers = 0
    for key in keys:
        if key is None or type(key) in (str, bytes, bool):
            continue
        numbers += 1
        if numbers > 5_000 or not _is_safe_key(key):
            raise ProtocolError("key not allowed")


def _is_safe_key(key: Any) -> bool:
    if type(key) is tuple:
        return len(key) <= 8 and all(type(part) in (str, bool) or _is_safe_number(part) for part in key)
    return _is_safe_number(key)


def _is_safe_number(key: Any) -> bool:
    if isinstance(key, np.generic):  # counting with np.unique makes keys of these
        key = key.item()
        if type(key) in (str, bytes, bool):
            return True
    if type(key) is int:
        return -SAFE_INTEGER < key < SAFE_INTEGER
    # Frozen sets and complex numbers make no keys in homework.
    return type(key) is float
