"""``python3 run.py bench-fuzz``: hostile frames, by the hundred thousand, through the very code with which the judge reads answers.

    --count N   frames (default 1,000,000)
    --seed S    of the generator (default 1); the same seed gives the same frames
    --json      one JSON document

Each frame is a valid one with bytes flipped, cut, doubled, spliced and sizes replaced, or one made up from the wire's vocabulary.
Out may come a value, an error of the student's, or the end of the worker; anything else is a defect, is printed with its frame, and
ends with status 1. Times are of the processor, so that other work on the machine does not count.
"""

import argparse
import collections
import json
import random
import socket
import struct
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import msgpack
import numpy as np

from bench.machine import describe
from grader.model import Limits
from grader.sandbox.protocol import Ask, Ended, MissingNameError, RefusedValueError, StudentError, StudentStoppedError
from grader.sandbox.remote import Worker
from grader.sandbox.wire.encode import encode_frame
from grader.sandbox.wire.frame import ARRAY, HEADER, MAGIC, SCALAR, SEGMENT, Ext, Kind

REQUEST = 7
LIMITS = Limits(result_mb=4, callbacks=20, callback_kb=64)
MOST_BYTES = 60_000  # what a socket takes at once
SLOW_S = 0.05


class Gone:
    """In the place of a slot: a worker that has ended already."""

    own_names = ()

    def kill(self) -> None: ...

    def reports_end(self, _timeout_s: float) -> bool:
        return True

    def ended(self) -> Ended:
        return Ended(status=0, cpu_s=1.0, memory_mb=1.0)


def answer_to(frame: bytes) -> str:
    """What the judge makes of a worker that answers a call with these bytes and hangs up."""
    ours, theirs = socket.socketpair()
    with ours, theirs, mock.patch("secrets.randbits", return_value=REQUEST):
        theirs.sendall(frame)
        theirs.shutdown(socket.SHUT_WR)
        worker = Worker(Gone(), ours, LIMITS)  # type: ignore[arg-type]  # of a slot it asks no more than this
        try:
            worker.call(Ask(name="f", args=(lambda *args, **kwargs: [args, kwargs],), mutates=(0,)), timeout_s=10)
        except StudentStoppedError as error:
            return "protocol violation" if error.stop.detail.startswith("protocol violation") else "ended"
        except (StudentError, RefusedValueError, MissingNameError):
            return "error"
        return "value"


def valid_frames() -> list[bytes]:
    """Of every kind that a worker sends, with values of every kind that crosses."""
    array = np.arange(6.0)
    values: list[Any] = [
        None, True, -1, 2**70, 1.5, 1j, "text", b"bytes", [1, [2, [3]]], (1, (2,)), {"a": 1, 2: "b"}, {1, 2}, frozenset({"x"}),
        array, array.reshape(2, 3), np.zeros(0), np.array(["a", "한"]), np.float32(1), np.bool_(True), np.arange(1000.0),  # noqa: FBT003
        [array, {"k": (array, None)}], object(),
    ]  # fmt: skip
    messages: list[tuple[Kind, Any]] = [(Kind.VALUE, [value, [None], ["x"], "printed", 0]) for value in values]
    frames, operands = [["f.py", 3, "f", "line", 0]], [["x", "array", "float64", "(3,)"]]
    messages += [
        (Kind.RAISED, ["Error", ["OSError"], "text", frames, operands, "file_mb", ["newer", "3.99"], "", 0]),
        (Kind.REFUSED, ["too large", True, "", 0]),
        (Kind.MISSING, ["g", "", 0]),
        (Kind.CALLBACK, [0, [1.0, array], {"key": [1]}]),
        (Kind.FLOOD, None),
    ]
    return [b"".join(map(bytes, encode_frame(kind, REQUEST, message, _handle, 1 << 22))) for kind, message in messages]


def _handle(_: object) -> msgpack.ExtType:
    return msgpack.ExtType(Ext.HANDLE, msgpack.packb([1, "object"]))


def hostile_frames(seed: int) -> Iterator[bytes]:
    """Without end, the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311  # the same for everybody
    valid = valid_frames()
    while True:
        yield hostile_frame(draw, valid)


def hostile_frame(draw: random.Random, valid: list[bytes]) -> bytes:
    frame = _made_up(draw) if draw.random() < 0.3 else bytearray(draw.choice(valid))
    for _ in range(draw.randrange(5)):
        draw.choice(MUTATIONS)(draw, frame, valid)
    return bytes(frame[:MOST_BYTES])


def _flip(draw: random.Random, frame: bytearray, _: list[bytes]) -> None:
    if frame:
        frame[draw.randrange(len(frame))] ^= 1 << draw.randrange(8)


def _replace(draw: random.Random, frame: bytearray, _: list[bytes]) -> None:
    place = draw.randrange(len(frame) + 1)
    frame[place : place + draw.randrange(4)] = draw.randbytes(draw.randrange(4))


def _cut(draw: random.Random, frame: bytearray, _: list[bytes]) -> None:
    del frame[draw.randrange(len(frame) + 1) :]


def _double(draw: random.Random, frame: bytearray, _: list[bytes]) -> None:
    start = draw.randrange(len(frame) + 1)
    frame[start:start] = frame[start : start + draw.randrange(64)] * draw.randrange(1, 20)


def _splice(draw: random.Random, frame: bytearray, valid: list[bytes]) -> None:
    other = draw.choice(valid)
    frame[draw.randrange(len(frame) + 1) :] = other[draw.randrange(len(other)) :]


def _resize(draw: random.Random, frame: bytearray, _: list[bytes]) -> None:
    """Put a number that is at some border where numbers stand: header, sizes, lengths within the structure."""
    form, most = draw.choice(((">B", 8), (">H", 16), (">I", 32), (">Q", 64), ("<I", 32), ("<Q", 64)))
    number = draw.choice((0, 1, (1 << most) - 1, 1 << (most - 1), (1 << (most - 1)) - 1, draw.getrandbits(most)))
    place = draw.randrange(len(frame) + 1)
    frame[place : place + most // 8] = struct.pack(form, number)


MUTATIONS = (_flip, _flip, _replace, _replace, _resize, _resize, _double, _splice, _cut)


def _made_up(draw: random.Random) -> bytearray:
    """A frame whose structure is any msgpack at all, with the wire's extensions, honest about its own lengths."""
    content = msgpack.packb(_structure(draw, 4), strict_types=True)
    if draw.random() < 0.7:
        content = b"\x95" + content + msgpack.packb([None]) + b"\x90\xa0\x00"
    segments = [draw.randbytes(draw.choice((0, 8, 48, 800))) for _ in range(draw.randrange(3))]
    head = HEADER.pack(MAGIC, draw.randrange(12), len(segments), REQUEST, len(content))
    return bytearray(head + b"".join(SEGMENT.pack(len(each)) for each in segments) + content + b"".join(segments))


def _structure(draw: random.Random, depth: int) -> Any:
    if depth == 0 or draw.random() < 0.4:
        return draw.choice(LEAVES)(draw)
    inner = [_structure(draw, depth - 1) for _ in range(draw.randrange(5))]
    if draw.random() < 0.3:
        return inner
    if draw.random() < 0.4:
        return {_key(draw): value for value in inner}
    return msgpack.ExtType(draw.randrange(12), msgpack.packb(inner, strict_types=True))


def _key(draw: random.Random) -> Any:
    return draw.choice((draw.choice(LEAVES)(draw), "key", draw.getrandbits(64), None))


ALLOWED = ((b"f", 8), (b"b", 1), (b"U", 12), (b"c", 16), (b"i", 4), (b"U", 0))
KINDS = (*ALLOWED, (b"O", 8), (b"M", 8), (b"V", 8), (b"f", 16), (b"f", 3), (b"U", 6), (b"U", 1 << 31), (b"\xff", 8))


def _array(draw: random.Random) -> msgpack.ExtType:
    kind, itemsize = draw.choice(KINDS)
    shape = draw.choice(([2], [], [0], [2, 0], [1 << 40], [(1 << 64) - 1], [1] * 33, [1 << 63], [3, 1 << 62, 0], [1 << 22]))
    head = ARRAY.pack(
        kind, itemsize, draw.choice((len(shape), len(shape), len(shape), 255)), draw.choice((-1, -1, 0, 1, -2, 1 << 30))
    )
    content = draw.choice((b"", draw.randbytes(16), draw.randbytes(7), draw.randbytes(24)))
    if draw.random() < 0.2:
        return msgpack.ExtType(Ext.SCALAR, SCALAR.pack(kind, itemsize) + content[:itemsize])
    return msgpack.ExtType(Ext.ARRAY, head + struct.pack(f"<{len(shape)}Q", *shape) + content)


LEAVES = (
    lambda draw: draw.choice((None, True, 0, -1, 1.5, "", "text", b"bytes", (1 << 64) - 1, -(1 << 63), float("nan"), float("inf"))),
    lambda draw: draw.getrandbits(63),
    lambda draw: draw.choice(("\x1b[2J", "\u202e", "<b>", "x" * 3000, "ValueError", "SystemExit")),
    lambda draw: msgpack.ExtType(draw.randrange(12), draw.randbytes(draw.randrange(20))),
    lambda draw: msgpack.Timestamp(draw.getrandbits(30)),
    lambda draw: msgpack.ExtType(Ext.INTEGER, draw.randbytes(draw.choice((0, 1, 8, 5000)))),
    _array,
    _array,
)


@dataclass
class Tally:
    """How often each outcome was seen; the slowest frames; what should not have been."""

    outcomes: collections.Counter[str] = field(default_factory=collections.Counter)
    slow: int = 0
    slowest: list[tuple[float, str, str]] = field(default_factory=list)  # milliseconds, outcome, frame
    defects: list[tuple[str, str]] = field(default_factory=list)

    def add(self, frame: bytes) -> None:
        started = time.process_time()
        try:
            outcome = answer_to(frame)
        except Exception as error:  # noqa: BLE001  # whatever it is, it is what is looked for
            outcome = "defect"
            self.defects.append((repr(error), frame.hex()))
        took = time.process_time() - started
        self.outcomes[outcome] += 1
        self.slow += took > SLOW_S
        if len(self.slowest) < 5 or took * 1000 > self.slowest[-1][0]:
            self.slowest = sorted([*self.slowest, (took * 1000, outcome, frame[:200].hex())], reverse=True)[:5]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="run.py bench-fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    tally, started = Tally(), time.monotonic()
    for number, frame in enumerate(hostile_frames(options.seed), 1):
        tally.add(frame)
        if number % 100_000 == 0 and not options.json:
            print(
                f"  {number:,} frames, {len(tally.defects)} defects, slowest {tally.slowest[0][0]:.1f} ms",
                file=sys.stderr,
                flush=True,
            )
        if number >= options.count:
            break
    print(report(tally, time.monotonic() - started, options))
    sys.exit(1 if tally.defects else 0)


def report(tally: Tally, seconds: float, options: argparse.Namespace) -> str:
    document: dict[str, Any] = {
        "machine": describe(), "frames": options.count, "seed": options.seed, "seconds": round(seconds, 1),
        "outcomes": dict(tally.outcomes.most_common()), "slower_than_50_ms": tally.slow,
        "slowest": [{"ms": round(ms, 2), "outcome": outcome, "frame": frame} for ms, outcome, frame in tally.slowest],
        "defects": [{"error": error, "frame": frame} for error, frame in tally.defects[:20]],
    }  # fmt: skip
    if options.json:
        return json.dumps(document, indent=1)
    lines = [f"{options.count:,} frames (seed {options.seed}) in {seconds:.0f} s; {document['machine']}"]
    lines += [f"  {count:>10,}  {outcome}" for outcome, count in tally.outcomes.most_common()]
    lines += [f"  {tally.slow:>10,}  slower than 50 ms"]
    lines += ["the slowest:", *(f"  {ms:8.2f} ms  {outcome}  {frame[:80]}" for ms, outcome, frame in tally.slowest)]
    lines += [f"DEFECT {error}\n  {frame}" for error, frame in tally.defects[:20]]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
