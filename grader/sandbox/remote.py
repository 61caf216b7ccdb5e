"""A worker as the judge sees it: load files, call functions, get plain data back, learn how it ended.

Everything that comes out of the worker is hostile until it is decoded here. A message never means "passed": a reply is only a
value, and exit status, time and memory come from the judge's clock and the warm parent's ``wait4``.
"""

from __future__ import annotations

import dataclasses
import math
import os
import secrets
import select
import signal
import socket
import time
import types
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgpack

from grader.model import Limits, Verdict
from grader.sandbox.decode import Decoder
from grader.sandbox.encode import encode_frame
from grader.sandbox.handle import Handle, number_of, worker_of
from grader.sandbox.notes import read_remarks
from grader.sandbox.raised import MissingNameError, RefusedValueError, escaped, student_error
from grader.sandbox.student import Ended, Files, Loaded, Reply, Stop, StudentStoppedError
from grader.sandbox.wire import HEADER, SEGMENT, Ext, Kind, ProtocolError, UnsupportedError, WireLimits, read_header

if TYPE_CHECKING:
    from grader.sandbox.slot import Slot

# A wall time-out with less than this share of it spent on the processor may be the machine's doing, not the student's.
LITTLE_CPU = 0.5
TO_STUDENT_BYTES = 1 << 33
# How long a worker whose socket has closed may take to be reaped before it is taken for one that only closed its socket.
GOING_S = 0.2


class Worker:
    """One worker process at the other end of a socket."""

    def __init__(self, slot: Slot, connection: socket.socket, limits: Limits) -> None:
        self._slot, self._socket, self._limits = slot, connection, limits
        self._socket.settimeout(0)
        self._wire = WireLimits(body_bytes=limits.result_mb << 20)
        self._callbacks: list[Callable[..., Any]] = []
        self._calls_back = 0
        self._stop: Stop | None = None
        self._closed = False
        self._usage: Ended | None = None
        self._paused_s = 0.0  # spent in the judge's own functions, which is not the student's time
        self.call_timeout_s = limits.wall_s
        self.on_printed: Callable[[str, int], None] | None = None

    @property
    def alive(self) -> bool:
        return self._stop is None and not self._closed

    @property
    def usage(self) -> Ended | None:
        """What the worker used, once it has ended."""
        return self._usage

    def load(self, files: Files, stub: Files = (), *, timeout_s: float, mode: int = 0) -> Loaded:
        message = {
            "files": [list(file) for file in files],
            "stub": [list(file) for file in stub],
            "mode": mode,
            "seconds": timeout_s,
        }
        limit = f"load_s = {self._limits.load_s:g}"
        reply = self._ask(Kind.LOAD, message, timeout_s, limit)
        try:
            names, unfilled, remarks = reply.value
            return Loaded(
                tuple((_text(name), _text(kind)) for name, kind in names),
                tuple(_text(name) for name in unfilled),
                reply.printed,
                reply.lost,
                read_remarks(remarks),
            )
        except (TypeError, ValueError, ProtocolError):
            raise self._violated("a forged answer to load") from None

    def call(
        self,
        name: str,
        args: Sequence[object],
        kwargs: Mapping[str, object],
        *,
        timeout_s: float,
        mutates: bool = False,
    ) -> Reply:
        message = {"target": None, "name": name, "args": list(args), "kwargs": dict(kwargs), "mutates": mutates}
        return self._ask(Kind.CALL, message, timeout_s)

    def fetch(self, name: str, *, timeout_s: float) -> Reply:
        return self._ask(Kind.GET, {"target": None, "name": name}, timeout_s)

    def call_handle(self, handle: Handle, name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> Any:
        """The value of calling a student's object, or its method ``name``."""
        message = {"target": handle, "name": name, "args": list(args), "kwargs": dict(kwargs), "mutates": False}
        return self._told(self._ask(Kind.CALL, message, self.call_timeout_s))

    def fetch_attribute(self, handle: Handle, name: str) -> Any:
        """A public attribute of a student's object; a bound method comes back as a handle that can be called."""
        return self._told(self._ask(Kind.GET, {"target": handle, "name": name}, self.call_timeout_s))

    def begin_case(self) -> None:
        """A new processor budget for what follows."""
        self._calls_back = 0
        self._ask(Kind.CASE, {}, self._limits.wall_s)

    def close(self) -> None:
        """End the worker, whatever it is doing. Idempotent."""
        if not self._closed:
            self._end()

    def _told(self, reply: Reply) -> Any:
        if self.on_printed is not None:
            self.on_printed(reply.printed, reply.lost)
        return reply.value

    def _ask(self, kind: Kind, message: dict[str, Any], timeout_s: float, limit: str = "") -> Reply:
        """One request, one reply with its id; in between only callbacks. Anything else ends the worker."""
        if self._stop is not None:
            raise StudentStoppedError(self._stop)
        if self._closed:
            raise TypeError("an object of a student process that has ended; fixtures must not keep them between cases")
        self._callbacks.clear()
        self._paused_s = 0.0
        request = secrets.randbits(63)
        started = time.monotonic()
        limit = limit or f"wall_s = {self._limits.wall_s:g}"
        self._send(kind, request, message, started, timeout_s, limit)
        while True:
            try:
                answer, value = self._receive(request, started, timeout_s, limit)
                if answer == Kind.CALLBACK:
                    self._send(*self._called_back(request, value), started, timeout_s, limit)
                    continue
                return self._read_reply(answer, value)
            except ProtocolError as error:
                raise self._violated(str(error)) from None

    def _read_reply(self, kind: int, value: Any) -> Reply:
        if kind == Kind.FLOOD:
            raise self._stopped(
                Stop(
                    verdict=Verdict.OUTPUT_LIMIT,
                    limit=f"output_kb = {self._limits.output_kb}",
                    detail="a flood of output",
                )
            )
        if kind == Kind.VALUE:
            result, arguments, printed, lost = _fields(value, 4)
            if arguments is not None and type(arguments) is not list:
                raise ProtocolError("forged arguments")
            return Reply(result, None if arguments is None else tuple(arguments), _printed(printed), _count(lost))
        if kind == Kind.MISSING:
            name, printed, lost = _fields(value, 3)
            raise MissingNameError(_text(name))
        if kind == Kind.REFUSED:
            text, printed, lost = _fields(value, 3)
            raise RefusedValueError(_text(text)[:300])
        if kind == Kind.RAISED:
            name, bases, message, frames, printed, lost = _fields(value, 6)
            raise student_error(name, bases, message, frames, printed=_printed(printed), lost=_count(lost))
        raise ProtocolError(f"an answer of kind {kind}")

    def _called_back(self, request: int, value: Any) -> tuple[Kind, int, Any]:
        """Run a function of the judge that student code was given; an error inside crosses as a class name without text."""
        number, args, kwargs = _fields(value, 3)
        self._calls_back += 1
        if self._calls_back > self._limits.callbacks:
            raise self._stopped(Stop(verdict=Verdict.TIME_LIMIT, limit=f"callbacks = {self._limits.callbacks}"))
        if type(number) is not int or not 0 <= number < len(self._callbacks) or type(args) is not list or type(kwargs) is not dict:
            raise ProtocolError("a forged callback")
        started = time.monotonic()
        try:
            return Kind.VALUE, request, self._callbacks[number](*args, **kwargs)
        except Exception as error:  # noqa: BLE001  # the suite's function; the student may not see more than the class
            return Kind.RAISED, request, type(error).__name__
        finally:
            self._paused_s += time.monotonic() - started

    def _send(self, kind: Kind, request: int, message: Any, started: float, timeout_s: float, limit: str) -> None:
        try:
            parts = encode_frame(kind, request, message, self._export, TO_STUDENT_BYTES)
        except UnsupportedError as error:
            raise TypeError(f"cannot be handed to the student process: {error}") from None
        for part in parts:
            view = memoryview(part).cast("B")
            while view:
                try:
                    view = view[self._socket.send(view) :]
                except BlockingIOError:
                    self._wait(select.POLLOUT, started, timeout_s, limit)
                except OSError:
                    raise self._died() from None

    def _receive(self, request: int, started: float, timeout_s: float, limit: str) -> tuple[int, Any]:
        def exactly(size: int) -> bytearray:
            return self._exactly(size, started, timeout_s, limit)

        kind, count, answered, length = read_header(bytes(exactly(HEADER.size)), self._wire)
        sizes = [SEGMENT.unpack(exactly(SEGMENT.size))[0] for _ in range(count)]
        if sum(sizes) > self._wire.body_bytes:
            raise ProtocolError("a result larger than allowed")
        structure = bytes(exactly(length))
        segments = [exactly(size) for size in sizes]
        if answered != request:
            raise ProtocolError("an answer to another request")
        return kind, Decoder(segments, self._wire, self._import).unpack(structure)

    def _exactly(self, size: int, started: float, timeout_s: float, limit: str) -> bytearray:
        data = bytearray()
        # Grown as it arrives: a length alone makes the judge allocate nothing.
        while len(data) < size:
            try:
                part = self._socket.recv(min(size - len(data), 1 << 20))
            except BlockingIOError:
                self._wait(select.POLLIN, started, timeout_s, limit)
                continue
            except OSError:
                part = b""
            if not part:
                raise self._died()
            data += part
        return data

    def _wait(self, event: int, started: float, timeout_s: float, limit: str) -> None:
        left = started + timeout_s + self._paused_s - time.monotonic()
        poll = select.poll()
        poll.register(self._socket, event)
        if left > 0 and poll.poll(math.ceil(left * 1000)):
            return
        ended = self._end()
        little = ended is not None and ended.cpu_s < LITTLE_CPU * timeout_s
        raise self._stopped(Stop(verdict=Verdict.TIME_LIMIT, limit=limit, retry=little, usage=ended))

    def _died(self) -> StudentStoppedError:
        """The other end is gone: say why, from the exit status and not from anything that it said."""
        ended = self._end(kill=False)
        if ended is None:
            return self._stopped(Stop(verdict=Verdict.CRASHED, detail="the warm parent died", retry=True))
        if os.WIFEXITED(ended.status):
            detail = f"the process ended itself with status {os.WEXITSTATUS(ended.status)}"
            return self._stopped(Stop(verdict=Verdict.CRASHED, detail=detail, usage=ended))
        number = os.WTERMSIG(ended.status)
        if number == signal.SIGXCPU or (number == signal.SIGKILL and ended.cpu_s >= self._limits.cpu_s):
            cpu = f"cpu_s = {self._limits.cpu_s:g}"
            return self._stopped(Stop(verdict=Verdict.TIME_LIMIT, limit=cpu, usage=ended))
        name = signal.Signals(number).name if number in signal.valid_signals() else str(number)
        # A segfault is the student's; a SIGKILL that no limit explains may be the machine's.
        retry = number == signal.SIGKILL
        return self._stopped(Stop(verdict=Verdict.CRASHED, detail=f"killed by {name}", retry=retry, usage=ended))

    def _violated(self, what: str) -> StudentStoppedError:
        return self._stopped(Stop(verdict=Verdict.CRASHED, detail=f"protocol violation: {what}", usage=self._end()))

    def _stopped(self, stop: Stop) -> StudentStoppedError:
        ended = self._end()
        self._stop = stop if stop.usage is not None else dataclasses.replace(stop, usage=ended)
        return StudentStoppedError(self._stop)

    def _end(self, *, kill: bool = True) -> Ended | None:
        if self._closed:
            return self._usage
        self._closed = True
        self._socket.close()
        # A worker that closed its socket may live on; a dead one cannot be hurt.
        if kill or not self._slot.reports_end(GOING_S):
            self._slot.kill()
        self._usage = self._slot.ended()
        return self._usage

    def _export(self, value: Any) -> msgpack.ExtType:
        if type(value) is Handle:
            if worker_of(value) is not self:
                raise UnsupportedError("an object of a student process that has ended")
            return msgpack.ExtType(Ext.HANDLE, msgpack.packb([number_of(value), ""]))
        if isinstance(value, types.FunctionType | types.MethodType | types.BuiltinFunctionType) or callable(value):
            self._callbacks.append(value)
            return msgpack.ExtType(Ext.CALLBACK, msgpack.packb([len(self._callbacks) - 1]))
        raise UnsupportedError(f"a value of type {type(value).__name__}")

    def _import(self, code: int, fields: Any) -> Handle:
        if code != Ext.HANDLE or type(fields) is not list or len(fields) != 2 or type(fields[0]) is not int:
            raise ProtocolError("a forged handle")
        return Handle(self, fields[0], _text(fields[1])[:100])


def _fields(value: Any, count: int) -> list[Any]:
    if type(value) is not list or len(value) != count:
        raise ProtocolError("an answer of another form")
    return value


def _text(value: Any) -> str:
    if type(value) is not str:
        raise ProtocolError("text was expected")
    return value


def _printed(value: Any) -> str:
    return escaped(_text(value))


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 1 << 62:
        raise ProtocolError("a count was expected")
    return value
