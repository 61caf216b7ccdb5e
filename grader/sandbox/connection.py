"""The judge's end of a worker's socket: bytes to it and from it, for no longer than a request may take. Not what they mean."""

from __future__ import annotations

import math
import select
import socket
import time
from collections.abc import Callable, Sequence

from grader.sandbox.request import Request

# How long after its time what came in time is still read.
LATE_S = 5.0
AHEAD = 1 << 16  # bytes that are taken at once: most answers are whole then


class LateError(Exception):
    """The request has no time left."""


class GoneError(Exception):
    """The other end is closed."""


class Connection:
    """``on_long`` is called once where one waits beyond ``long_from``, of the clock; where that is None, never."""

    def __init__(self, end: socket.socket, on_long: Callable[[], None]) -> None:
        self._socket, self._on_long = end, on_long
        self._socket.settimeout(0)
        self._readable, self._writable = _polled(end, select.POLLIN), _polled(end, select.POLLOUT)
        self._arrived = bytearray()  # and not yet asked for
        self.long_from: float | None = None

    def holds_anything(self) -> bool:
        """Whether something has come that nobody has read. Raises GoneError."""
        try:
            found = bool(self._arrived or self._socket.recv(1, socket.MSG_PEEK))
        except BlockingIOError:  # alive and silent
            return False
        except OSError:
            found = False
        if not found:
            raise GoneError
        return True

    def send(self, parts: Sequence[bytes | memoryview], request: Request) -> None:
        """Raises LateError, GoneError."""
        for part in parts:
            view = memoryview(part).cast("B")
            while view:
                try:
                    view = view[self._socket.send(view) :]
                except BlockingIOError:
                    self._wait(self._writable, request)
                except OSError:
                    raise GoneError from None

    def exactly(self, size: int, request: Request) -> bytearray:
        """So many bytes. Raises LateError, GoneError."""
        data = self._arrived[:size]
        del self._arrived[:size]
        # Grown as it arrives: a length alone makes the judge allocate nothing.
        while (wanted := size - len(data)) > 0:
            self._wait(self._readable, request)
            try:
                part = self._socket.recv(min(max(wanted, AHEAD), 1 << 20))
            except BlockingIOError:
                continue
            except OSError:
                part = b""
            if not part:
                raise GoneError
            data += part[:wanted]
            self._arrived += part[wanted:]
        return data

    def close(self) -> None:
        self._socket.close()

    def _wait(self, poll: select.poll, request: Request) -> None:
        if self.long_from is not None:
            soon = min(self.long_from - time.monotonic(), request.left_s())
            if soon > 0 and poll.poll(math.ceil(soon * 1000)):
                return
            self.long_from = None
            self._on_long()
        left = request.left_s()
        # What came in time counts though it is read a little late; but nobody goes on for ever by a byte at a time.
        if left > -LATE_S and poll.poll(max(0, math.ceil(left * 1000))):
            return
        raise LateError


def _polled(end: socket.socket, event: int) -> select.poll:
    (poll := select.poll()).register(end, event)
    return poll
