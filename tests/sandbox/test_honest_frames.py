"""What an honest worker sends is never taken for an attack: it refuses by itself what the judge would refuse."""

from typing import Any

import numpy as np
import pytest

from grader.sandbox.wire.decode import Decoder, check_frame
from grader.sandbox.wire.encode import encode_frame
from grader.sandbox.wire.frame import HEADER, SEGMENT, Kind, UnsupportedError, WireLimits

LIMITS = WireLimits(body_bytes=1 << 20)


def nested(kind: Any, depth: int) -> object:
    value: object = kind()
    for _ in range(depth):
        value = {"in": value} if kind is dict else kind([value])
    return value


def crossed(value: object) -> Any:
    """The value as the judge would get it. Raises UnsupportedError where the sender keeps it, ProtocolError for an attack."""
    reply = [value, None, "", 0]
    parts = encode_frame(Kind.VALUE, 7, reply, lambda _: pytest.fail("plain data only"), LIMITS.body_bytes)
    check_frame(reply, parts, LIMITS)
    start = HEADER.size + SEGMENT.size * len(parts[1:])
    segments = [bytearray(part) for part in parts[1:]]
    return Decoder(segments, LIMITS, lambda *_: pytest.fail("plain data only")).unpack(bytes(parts[0][start:]))[0]


@pytest.mark.parametrize(
    "value",
    [
        nested(list, 65),
        nested(list, 400),
        nested(tuple, 70),
        nested(dict, 1000),
        2**100_000,
        dict.fromkeys(range(6000), 0),
        {2**70: "a key that could be made to collide"},
        list(range(1_000_000)),
        [np.zeros(1000)] * 300,
        "x" * (2 << 20),
        [np.zeros(100_000), np.zeros(100_000)],
        np.zeros((1,) * 40),
        (np.zeros((1,) * 40), 1.0),
        np.zeros((0, 1 << 50)),
        (np.zeros(3000, np.uint8),) * 257,
    ],
    ids=lambda value: f"{type(value).__name__}",
)
def test_what_the_judge_refuses_is_kept_back(value: object) -> None:
    """As a refused value, which is a wrong answer; not as a broken protocol, which would accuse the student."""
    with pytest.raises(UnsupportedError):
        crossed(value)


@pytest.mark.parametrize(
    "value",
    [
        nested(list, 50),
        2**30_000,
        dict(zip(*np.unique(np.array([3, 1, 3]), return_counts=True), strict=True)),
        {np.float64(0.5): 1, np.str_("a"): 2, np.True_: 3},
        {(np.int64(1), np.int64(2)): "a pair of numbers"},
        [np.zeros(1000)] * 100,
    ],
    ids=lambda value: f"{type(value).__name__}",
)
def test_what_homework_returns_crosses(value: Any) -> None:
    """Counts by NumPy's own numbers too."""
    got = crossed(value)
    assert type(got) is type(value)
    if isinstance(value, list):
        assert all(np.array_equal(a, b) for a, b in zip(got, value, strict=True))
    else:
        assert got == value
