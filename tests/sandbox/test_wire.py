"""Values cross the wire unchanged, and hostile bytes are nothing but a protocol violation."""

import math
import struct
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, Never, cast

import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.sandbox.wire.decode import Decoder, Trusting
from grader.sandbox.wire.encode import Encoder
from grader.sandbox.wire.frame import ARRAY, SCALAR, Ext, ProtocolError, UnsupportedError, WireLimits

LIMITS = WireLimits(body_bytes=1 << 20)


def refuse(*_: object) -> Never:
    raise UnsupportedError("no handles here")


def packed(value: object) -> tuple[bytes, list[bytearray]]:
    encoder = Encoder(refuse, 1 << 24)
    data = encoder.pack(value)
    return data, [bytearray(segment) for segment in encoder.segments]


def unpacked(data: bytes, segments: Sequence[bytearray] = (), limits: WireLimits = LIMITS, decoder: type[Decoder] = Decoder) -> Any:
    def no_handles(*_: object) -> Never:
        raise ProtocolError("no handles here")

    return decoder(segments, limits, no_handles).unpack(data)


def crossed(value: object) -> Any:
    """To the judge; and to a worker, which believes what the judge says, the same way."""
    arrived, in_worker = (unpacked(*packed(value), decoder=decoder) for decoder in (Decoder, Trusting))
    assert same(in_worker, arrived)
    assert type(in_worker) is not np.ndarray or in_worker.flags.writeable
    return arrived


def same(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return bool(one.shape == other.shape and one.dtype == other.dtype and one.tobytes() == other.tobytes())
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, float):
        return (math.isnan(one) and math.isnan(other)) or (one == other and math.copysign(1, one) == math.copysign(1, other))
    return bool(one == other)


def is_plain(value: object) -> bool:
    """Made of nothing but data, whatever it is."""
    if type(value) in (list, tuple, set, frozenset):
        return all(map(is_plain, cast("Iterable[object]", value)))
    if type(value) is dict:
        return all(is_plain(key) and is_plain(part) for key, part in value.items())
    return value is None or type(value) in (bool, int, float, complex, str, bytes, np.ndarray) or isinstance(value, np.generic)


ARRAYS = hnp.arrays(
    st.sampled_from([np.bool_, np.int8, np.int64, np.uint16, np.float16, np.float32, np.float64, np.complex128]),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=6),
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | ARRAYS
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple) | st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_plain_values_cross_unchanged(value: object) -> None:
    """Type, shape, dtype and every bit, NaN and negative zero included."""
    assert same(crossed(value), value)


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12.0)[::-2],
        np.asfortranarray(np.arange(12.0).reshape(3, 4)),
        np.broadcast_to(np.float64(3), (4, 5)),
        np.arange(6, dtype=">f8").reshape(2, 3),
        np.arange(5000.0),
        np.array("text"),
        np.array(["a", "한글"]),
        np.zeros((0, 7)),
    ],
    ids=lambda array: f"{array.dtype}{array.shape}",
)
def test_arrays_of_any_layout_cross_by_value(array: np.ndarray) -> None:
    """Strides, byte order and broadcasting are left behind; the array that arrives is its own and writable."""
    arrived = crossed(array)
    assert arrived.shape == array.shape
    assert arrived.dtype == array.dtype.newbyteorder("=")
    assert np.array_equal(arrived, array)
    assert arrived.flags.owndata or arrived.base is not None
    assert arrived.flags.writeable


def test_scalars_keep_their_type() -> None:
    """A NumPy scalar stays one; extended precision arrives as double."""
    for value in (np.float32(1.5), np.int8(-3), np.bool_(True), np.complex64(1j)):  # noqa: FBT003  # the value itself
        assert type(crossed(value)) is type(value)
    assert type(crossed(np.longdouble(1) / 3)) is np.float64
    assert crossed(np.ones(3, np.longdouble)).dtype == np.float64


def test_subclasses_arrive_as_what_they_stand_on() -> None:
    """Named tuples, ordered dictionaries and liars: the base value crosses, and no overridden method is called."""

    class Loud(float):
        def __float__(self) -> Never:
            raise AssertionError("asked")

        def __eq__(self, other: object) -> Never:
            raise AssertionError("asked")

        def __add__(self, other: object) -> Never:
            raise AssertionError("asked")

        def __hash__(self) -> Never:
            raise AssertionError("asked")

    class Array(np.ndarray):
        def __array_finalize__(self, obj: object) -> None:
            pass

        def tolist(self) -> Never:
            raise AssertionError("asked")

    assert type(crossed(Loud(2.5))) is float
    assert type(crossed(np.arange(3).view(Array))) is np.ndarray
    assert crossed({1, 2}) == {1, 2}


@pytest.mark.parametrize(
    "value",
    [object(), np.array([object()]), np.array([(1, 2)], dtype="i4,i4"), np.ma.masked_array([1.0]), np.datetime64("2027-01-01")],
    ids=["object", "object array", "records", "masked", "date"],
)
def test_what_is_no_plain_data_is_left_to_handles(value: object) -> None:
    """The encoder asks for a handle, and here there is none."""
    with pytest.raises(UnsupportedError):
        packed(value)


def test_a_cycle_or_a_tower_is_refused() -> None:
    """Neither ends the process."""
    cycle: list[object] = []
    cycle.append(cycle)
    with pytest.raises(UnsupportedError):
        packed(cycle)
    tower: tuple[object, ...] = ()
    for _ in range(5000):
        tower = (tower,)
    with pytest.raises(UnsupportedError):
        packed(tower)


def test_a_broadcast_giant_is_refused_before_it_is_written_out() -> None:
    """8 TB in one float."""
    with pytest.raises(UnsupportedError):
        packed(np.broadcast_to(1.0, (10**6, 10**6)))


@pytest.mark.long(seconds=2)
@settings(max_examples=300)
@given(VALUES, st.data())
def test_mutated_frames_are_protocol_violations(value: object, data: st.DataObject) -> None:
    """Flip, cut and insert bytes: out comes plain data or a ProtocolError, nothing else."""
    content, segments = packed(value)
    hostile = bytearray(content)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, max(0, len(hostile) - 1)))
        if data.draw(st.booleans()):
            hostile[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        elif hostile:
            hostile[place] ^= data.draw(st.integers(1, 255))
    try:
        found = unpacked(bytes(hostile), segments)
    except ProtocolError:
        return
    assert is_plain(found)


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes_are_harmless(data: bytes) -> None:
    """Plain data or a ProtocolError."""
    try:
        found = unpacked(data)
    except ProtocolError:
        return
    assert is_plain(found)


def array_frame(kind: bytes, itemsize: int, shape: Sequence[int], segment: int, content: bytes) -> bytes:
    head = ARRAY.pack(kind, itemsize, len(shape), segment) + struct.pack(f"<{len(shape)}Q", *shape)
    return bytes(msgpack.packb(msgpack.ExtType(Ext.ARRAY, head + content)))


@pytest.mark.parametrize(
    "frame",
    [
        array_frame(b"O", 8, [1], -1, b"12345678"),
        array_frame(b"f", 8, [1 << 60], -1, b""),
        array_frame(b"f", 8, [0, 1 << 60], -1, b""),
        array_frame(b"f", 8, [(1 << 64) - 1], -1, b""),
        array_frame(b"f", 8, [2], -1, b"12345678"),
        array_frame(b"f", 8, [1], -1, b"1234567890"),
        array_frame(b"f", 8, [1] * 40, -1, b"12345678"),
        array_frame(b"f", 8, [1], 0, b""),
        array_frame(b"f", 8, [1], -2, b"12345678"),
        array_frame(b"U", 4, [1], -1, b"\xff\xff\xff\xff"),
        array_frame(b"U", 6, [1], -1, b"123456"),
        array_frame(b"U", 0, [1 << 30], -1, b""),
        array_frame(b"M", 8, [1], -1, b"12345678"),
        array_frame(b"f", 999999, [1], -1, b"12345678"),
        array_frame(b"f", 3, [1], -1, b"123"),
        array_frame(b"\xff", 8, [1], -1, b"12345678"),
        msgpack.packb(msgpack.ExtType(Ext.ARRAY, array_frame(b"f", 8, [1, 1], -1, b"")[3:20])),
        msgpack.packb(msgpack.ExtType(Ext.ARRAY, b"f")),
        msgpack.packb(msgpack.ExtType(Ext.SCALAR, b"")),
        msgpack.packb(msgpack.ExtType(Ext.SCALAR, SCALAR.pack(b"f", 8) + b"1234567")),
        msgpack.packb(msgpack.ExtType(Ext.INTEGER, b"\1" * 5000)),
        msgpack.packb(msgpack.ExtType(99, b"")),
        msgpack.packb(msgpack.Timestamp(1)),
        msgpack.packb([msgpack.Timestamp(1)]),
        msgpack.packb({(1 << 61) - 1: 0}),
        msgpack.packb([[[[None] * 10] * 10] * 10] * 1000),
        b"\x91" * 200 + b"\xc0",
        b"\xdd\xff\xff\xff\xff",
        b"",
    ],
    ids=lambda frame: frame[:12].hex(),
)
def test_crafted_frames_are_refused(frame: bytes) -> None:
    """Objects, sizes that lie, hostile keys, dates, towers, counts beyond all bounds."""
    with pytest.raises(ProtocolError):
        unpacked(frame)


def test_a_bool_array_is_made_of_bools() -> None:
    """Bytes other than 0 and 1 are undefined behaviour further down."""
    array = unpacked(array_frame(b"b", 1, [3], -1, b"\x00\x01\x07"))
    assert array.tolist() == [False, True, True]
    assert array.view(np.uint8).max() == 1


def test_named_tuples_cross_at_the_top_and_inside() -> None:
    """As the tuples that they stand on; an integer of a class of its own, too, whatever its size."""

    class Point(NamedTuple):
        x: float
        y: object

    class Wide(int):
        pass

    assert crossed(Point(1.0, [Point(2.0, None)])) == (1.0, [(2.0, None)])
    assert type(crossed(Point(1.0, 2))) is tuple
    assert crossed([Wide(3), Wide(1 << 70)]) == [3, 1 << 70]
