"""Messages between the command and its judge: length-prefixed msgpack over two pipes. Both ends are ours.

Values of the model cross as ``grader.model.codecs`` writes them.
"""

from __future__ import annotations

import os
import select
import struct
import time
from typing import Any, cast

import msgpack

from grader.errors import JudgeError

LENGTH = struct.Struct("<I")
# How long a case may have been going on when the one before it is told of; who waits has to be as patient.
BEAT_S = 0.5


class Channel:
    """One end: reads from one descriptor, writes to the other."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing = reading, writing

    def send(self, message: dict[str, Any]) -> None:
        data = msgpack.packb(message)
        view = memoryview(LENGTH.pack(len(data)) + data)
        try:
            while view:
                view = view[os.write(self._writing, view) :]
        except BrokenPipeError as error:
            raise JudgeError("the judge process ended") from error

    def receive(self, timeout_s: float | None = None) -> dict[str, Any]:
        """The next message. Raises TimeoutError, or JudgeError where the other end is gone."""
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        (length,) = LENGTH.unpack(self._read(LENGTH.size, deadline))
        return cast(dict[str, Any], msgpack.unpackb(self._read(length, deadline)))

    def _read(self, size: int, deadline: float | None) -> bytes:
        parts = []
        while size:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            if not select.select([self._reading], [], [], left)[0]:
                raise TimeoutError
            part = os.read(self._reading, min(size, 1 << 20))
            if not part:
                raise JudgeError("the judge process ended")
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def close(self) -> None:
        os.close(self._reading)
        os.close(self._writing)


class Pulse:
    """Tells the other end that the work goes on: no more often than every BEAT_S, since a small case takes far less."""

    def __init__(self, channel: Channel) -> None:
        self._channel, self._told, self._count = channel, time.monotonic(), 0

    def beat(self) -> None:
        self._count += 1
        if (now := time.monotonic()) - self._told >= BEAT_S:
            self._told = now
            self._channel.send({"case": self._count})
