"""Examples come out at the other judge as they were, to the last bit, or are left for it to draw."""

import pickle
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.judge.running.handover import packed, unpacked

NAN = struct.unpack("<d", bytes.fromhex("010000000000f87f"))[0]  # with a payload of its own
PLAIN = [
    None,
    True,
    -(2**70),
    -0.0,
    NAN,
    complex(-0.0, NAN),
    "\ud800 가",
    b"\x00",
    [1, (2.5, {"a": [None]})],
    {},
    np.float32(0.1),
    np.True_,
    np.array(3),
    np.arange(6, dtype="i2").reshape(2, 3),
    np.asfortranarray(np.ones((2, 3))),
    np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
    np.array(["가", "b"]),
    np.zeros((0, 2), dtype=complex),
]


def told(value: object) -> object:
    """Everything about a value that a test could see."""
    if isinstance(value, np.ndarray | np.generic):
        array = np.asarray(value)
        return type(value), array.dtype.str, array.shape, array.tobytes(), array.flags.f_contiguous
    if isinstance(value, list | tuple):
        return type(value), [told(item) for item in value]
    if isinstance(value, dict):
        return [(told(key), told(item)) for key, item in value.items()]
    if isinstance(value, float):
        return struct.pack("<d", value)
    if isinstance(value, complex):
        return struct.pack("<dd", value.real, value.imag)
    return type(value), value


@pytest.mark.parametrize("value", PLAIN, ids=lambda value: type(value).__name__)
def test_plain_data_is_handed_over_as_it_is(value: object) -> None:
    (found,) = unpacked(packed({"test_a": ({"x": value}, {})})).values()
    assert found is not None
    assert [told(example) for example in found] == [told({"x": value}), told({})]
    if isinstance(found[0]["x"], np.ndarray):
        assert found[0]["x"].flags.writeable


def test_what_hypothesis_has_to_draw_stays_with_it() -> None:
    assert unpacked(packed({"test_a": None})) == {"test_a": None}


class Own:
    pass


OTHER: list[object] = [np.arange(6, dtype=np.dtype("i2").newbyteorder()), {1, 2}, [frozenset({"a"})], {Own(): 1}, {lambda: 0: 1}]


@pytest.mark.parametrize("value", OTHER, ids=["order of bytes", "set", "frozenset", "object", "function"])
def test_the_rest_is_left_out(value: object) -> None:
    """A set may come out in another order, and an object would have to be made by code."""
    assert unpacked(packed({"test_a": ({"x": value},), "test_b": ({"x": 1},)})) == {"test_b": ({"x": 1},)}


class Calls:
    def __init__(self, function: Callable[..., object]) -> None:
        self._function = function

    def __reduce__(self) -> Any:
        return self._function, ("1",)


@pytest.mark.parametrize("function", [eval, np.load, np.array])
def test_nothing_else_is_ever_made(function: Callable[..., object]) -> None:
    with pytest.raises(pickle.UnpicklingError, match="no plain data"):
        unpacked(pickle.dumps(Calls(function)))
