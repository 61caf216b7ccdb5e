"""A worker as the judge sees it: load files, call functions, get plain data back, learn how it ended.

Everything that comes out of the worker is hostile until it is decoded here. A message never means "passed": a reply is only a
value, and exit status, time and memory come from the judge's clock and the warm parent's ``wait4``.
"""

from __future__ import annotations

import dataclasses
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from grader.model import Forbidden, Limits, SlipKind, Verdict
from grader.model.limit import limit_text
from grader.sandbox.budget import Budget, Parts
from grader.sandbox.callbacks import Callbacks, TooManyCallsError
from grader.sandbox.connection import Connection, GoneError, LateError
from grader.sandbox.crossing import exported, imported
from grader.sandbox.endings import stop_of
from grader.sandbox.handles import Handle
from grader.sandbox.lastline import read_last_line
from grader.sandbox.messages import (
    CASE,
    TO_STUDENT_BYTES,
    UNASKED,
    call_of,
    listing_of,
    lists_of,
    load_of,
    look_of,
    message_of,
    no_object,
    tries_of,
)  # fmt: skip
from grader.sandbox.protocol import (
    NO_BOUND,
    NO_OWN,
    Ask,
    Change,
    Ended,
    Files,
    Loaded,
    Look,
    Own,
    Play,
    RefusedValueError,
    Relay,
    Repairs,
    Reply,
    Stop,
    StudentStoppedError,
    Survey,
    Tried,
    Try,
)
from grader.sandbox.relay import Plain
from grader.sandbox.repairs import edits_of, read_repairs, read_tried
from grader.sandbox.replies import read_loaded, read_reply, read_survey, read_uses
from grader.sandbox.request import Request
from grader.sandbox.student_error import StudentError
from grader.sandbox.wire.decode import Decoder, TooManyPartsError
from grader.sandbox.wire.encode import encode_frame, framed
from grader.sandbox.wire.frame import HEADER, SEGMENT, Kind, ProtocolError, UnsupportedError, WireLimits, read_header
from grader.sandbox.worker_slot import WorkerSlot

# A wall time-out with less than this share of it spent on the processor may be the machine's doing, not the student's.
LITTLE_CPU = 0.5
Read = TypeVar("Read")
Body = Sequence[bytes | memoryview]
# How long a worker whose socket has closed may take to be reaped before it is taken for one that only closed its socket.
GOING_S = 0.2
# A case that takes no longer is not worth telling the warm parent of, which watches processor time; nearly all are over by then.
WATCHED_FROM_S = 0.05
# Of what is expected each part is counted with more bytes than that, eight times, when an answer's room is told.
BYTES_A_PART = 32
NOTHING = Look(files=(), own=(), expected=(), bans=())


class Worker:
    """One worker process at the other end of a socket."""

    def __init__(self, slot: WorkerSlot, connection: socket.socket, limits: Limits) -> None:
        self._slot, self._limits = slot, limits
        self._connection = Connection(connection, self._watch)
        self._own_names = slot.own_names
        self._wire = WireLimits(body_bytes=limits.result_mb << 20)
        most = limits.callback_kb << 10
        # The frame around the arguments themselves needs a few bytes too.
        self._callback_wire = WireLimits(body_bytes=most, structure_bytes=min(most + 1024, self._wire.structure_bytes))
        self._callbacks = Callbacks(limits.callbacks)
        self._parts = Parts()
        self._depth = 0
        self._case = 0
        self._released: list[int] = []
        self._beginning = b""  # goes out with the first request of a case
        self._doubtful = False  # whether what the worker does next may be the doing of the case before
        self._watched = False
        self._stop: Stop | None = None
        self._closed = False
        self._usage: Ended | None = None
        self._lines: dict[str, int] = {}  # of each file
        self.relay: Relay = Plain(self, limits.wall_s)

    @property
    def alive(self) -> bool:
        return self._stop is None and not self._closed

    @property
    def usage(self) -> Ended | None:
        """What the worker used, once it has ended."""
        return self._usage

    @property
    def callback_error(self) -> BaseException | None:
        return self._callbacks.raised

    def account(self, calls: Budget, parts: Parts) -> None:
        """``parts``: of whatever is read from now on; once they are spent the worker is stopped."""
        self._callbacks.budget, self._parts = calls, parts

    def load(
        self, files: Files, stub: Files = (), provided: Files = (), own: Own = NO_OWN, *, timeout_s: float, mode: int = 0
    ) -> Loaded:
        message = load_of(files, stub, provided, own, folder=self._slot.provided, mode=mode, seconds=timeout_s)
        limit = limit_text("load_s", self._limits.load_s)
        self._lines = {name: content.count(b"\n") + 1 for name, content in (*files, *own.files)}
        return self._read(read_loaded, self._ask(Kind.LOAD, message, timeout_s, limit), "a forged answer to load")

    def call(self, ask: Ask, *, timeout_s: float) -> Reply:
        message = None if ask.body and not self._released else call_of(ask, self._take_released())
        reply = self._ask(Kind.CALL, message, timeout_s, body=ask.body, most=ask.most)
        if len(reply.arguments) != len(ask.mutates):
            raise self._violated("forged arguments")
        return reply

    def fetch(self, ask: Ask, *, timeout_s: float) -> Reply:
        """A value that the submission defines, or a public attribute of an object; a bound method comes as a handle."""
        return self._ask(Kind.GET, message_of(ask, self._take_released()), timeout_s, most=ask.most)

    def survey(self, files: Files, stub: Files, *, timeout_s: float) -> Survey:
        return self._read(read_survey, self._ask(Kind.SURVEY, lists_of(files=files, stub=stub), timeout_s), "a forged survey")

    def repairs(self, files: Files, names: Sequence[str], likely: Sequence[SlipKind], most: int, *, timeout_s: float) -> Repairs:
        return self._read(read_repairs, self._ask(Kind.REPAIRS, listing_of(files, names, likely, most), timeout_s), "forged list")

    def exchange(self, changes: Sequence[Change], *, timeout_s: float) -> None:
        self._ask(Kind.EXCHANGE, {"edits": edits_of(changes)}, timeout_s)

    def tried(self, plays: Sequence[Play], some: Sequence[Try], *, timeout_s: float) -> Tried:
        most = plays[0].most[0] * len(some), plays[0].most[1] * len(some)
        reply = self._ask(Kind.TRY, tries_of(plays, some, self._take_released(), timeout_s), timeout_s, most=most)
        return self._read(lambda each: read_tried(each, len(some)), reply, "forged trials")

    def look(self, look: Look, *, timeout_s: float) -> tuple[Forbidden, ...] | None:
        """To be asked of a worker that has loaded nothing: what is loaded could answer for itself. None where it cannot be told."""
        reply = self._ask(Kind.LOOK, look_of(look), timeout_s, limit_text("load_s", self._limits.load_s))
        return self._read(lambda each: read_uses(each, look.bans), reply, "a forged list of what is used")

    def begin_case(self) -> None:
        """A new processor budget for what follows; objects and functions of the case before mean nothing any more.

        The worker hears of it with the first request, which saves a message and its answer. Raises StudentStoppedError for a
        worker that has ended meanwhile, or has answered what nobody asked. Where it does so a moment later, instead of answering
        that first request, the stop says ``retry``: which of the two it comes to must not hang on the clock.
        """
        self._doubtful = self._case > 0
        self._case += 1
        self._callbacks.begin_case()
        self._released.clear()
        if self._watched:
            self._slot.unwatch()
        self._connection.long_from, self._watched = time.monotonic() + WATCHED_FROM_S, False
        self._beginning = CASE
        if self._stop is not None:
            raise StudentStoppedError(self._stop)
        try:
            unasked = self._connection.holds_anything()
        except GoneError:
            raise self._died() from None
        if unasked:
            raise self._violated(UNASKED)

    def settle(self, *, timeout_s: float) -> None:
        """Look at nothing: an answer that nobody asked for is read in the place of this one, if it is sent within that time.

        Functions of the case that is over mean nothing any more. Raises StudentStoppedError as ``begin_case`` does. Without it the
        clock would choose, of what comes a moment later, whether it is found before the end.
        """
        self._callbacks.begin_case()
        self._released.clear()
        self._doubtful = True
        self._ask(Kind.LOOK, look_of(NOTHING), timeout_s)

    def release(self, number: int) -> None:
        """The judge holds that object no more; the student process hears of it with the next request."""
        self._released.append(number)

    def close(self) -> None:
        """End the worker, whatever it is doing. Idempotent."""
        if not self._closed:
            self._end()

    def _read(self, read: Callable[[Reply], Read], reply: Reply, forged: str) -> Read:
        try:
            return read(reply)
        except (TypeError, ValueError, ProtocolError):
            raise self._violated(forged) from None

    def _take_released(self) -> list[int]:
        # Before the frame is made: what is released meanwhile belongs to the next one.
        free, self._released = self._released, []
        return free

    def _ask(
        self,
        kind: Kind,
        message: dict[str, Any] | None,
        timeout_s: float,
        limit: str = "",
        body: Body = (),
        most: tuple[int, int] = NO_BOUND,
    ) -> Reply:
        """One request, one reply with its id; in between only callbacks. Anything else ends the worker.

        ``message`` None: it is made already, as ``body``.
        """
        if self._stop is not None:
            raise StudentStoppedError(self._stop)
        if self._closed:
            raise TypeError("an object of a student process that has ended; fixtures must not keep them between cases")
        if self._depth == 0:
            self._callbacks.raised = None
        request = Request(
            secrets.randbits(63), time.monotonic(), timeout_s, limit or limit_text("wall_s", self._limits.wall_s), most
        )
        parts = framed(kind, request.number, body) if message is None else self._encoded(kind, request.number, message)
        if self._beginning:
            parts[0] = self._beginning + bytes(parts[0])
            self._beginning = b""
        self._depth += 1
        try:
            self._connection.send(parts, request)
            while True:
                answer, value = self._receive(request)
                if answer == Kind.FLOOD:
                    most_kb = limit_text("output_kb", self._limits.output_kb)
                    raise self._stopped(Stop(verdict=Verdict.OUTPUT_LIMIT, limit=most_kb, detail="a flood of output"))
                if answer != Kind.CALLBACK:
                    return read_reply(kind, answer, value)
                self._connection.send(self._called_back(request, value), request)
        except LateError:
            raise self._late(request) from None
        except GoneError:
            raise self._died() from None
        except ProtocolError as error:
            raise self._violated(UNASKED if self._doubtful else str(error)) from None
        finally:
            self._depth -= 1

    def _called_back(self, request: Request, value: Any) -> list[bytes | memoryview]:
        """Run a function of the judge that student code was given; an error inside crosses as a class name without text."""
        started = time.monotonic()
        try:
            result = self._callbacks.call(value)
            return self._encoded(Kind.VALUE, request.number, result)
        except TooManyCallsError as error:
            raise self._stopped(Stop(verdict=Verdict.TIME_LIMIT, limit=error.limit, detail=error.detail)) from None
        except (ProtocolError, StudentStoppedError):
            raise
        except Exception as error:  # noqa: BLE001  # the suite's function; the student may not see more than the class
            self._callbacks.raised = self._callbacks.raised or error
            name = error.fault.type if isinstance(error, StudentError) else type(error).__name__
            return self._encoded(Kind.RAISED, request.number, name)
        except BaseException:
            # pytest.fail and pytest.skip pass through here; the worker still waits for an answer that will not come.
            self._end()
            raise
        finally:
            request.paused_s += time.monotonic() - started

    def _encoded(self, kind: Kind, request: int, message: Any) -> list[bytes | memoryview]:
        try:
            return encode_frame(kind, request, message, self._export, TO_STUDENT_BYTES)
        except UnsupportedError as error:
            raise TypeError(f"cannot be handed to the student process: {error}") from None

    def _receive(self, request: Request) -> tuple[int, Any]:
        exactly = self._connection.exactly
        kind, count, answered, length = read_header(exactly(HEADER.size, request), self._wire)
        called_back = kind == Kind.CALLBACK
        wire = self._callback_wire if called_back else self._wire
        sizes = [SEGMENT.unpack(exactly(SEGMENT.size, request))[0] for _ in range(count)]
        if sum(sizes) > wire.body_bytes or length > wire.structure_bytes:
            raise ProtocolError("a frame larger than allowed")
        arrays, rest = request.most
        # What was printed travels along, at up to four bytes a letter.
        if kind == Kind.VALUE and (sum(sizes) > arrays or length > rest + (self._limits.output_kb << 12)):
            # To read it would cost what it is refused for, and what is not read leaves nothing to go on with.
            self._end()
            raise RefusedValueError(f"{sum(sizes)} and {length} bytes, where no more than {request.most} have room")
        structure = bytes(exactly(length, request))
        for name, steady in self._own_names:
            if name in structure:
                structure = structure.replace(name, steady)  # of the same length, so that the frame stays as it is
        segments = [exactly(size, request) for size in sizes]
        if answered != request.number:
            raise ProtocolError("an answer to another request")
        self._doubtful = False
        parts = rest // BYTES_A_PART if kind == Kind.VALUE and request.most != NO_BOUND else None
        decoder = Decoder(segments, wire, no_object if called_back else self._import, parts)
        try:
            return kind, decoder.unpack(structure)
        except TooManyPartsError:
            if parts is None or parts > wire.nodes:
                raise
            raise RefusedValueError(f"more than {parts} parts, which are far more than what was expected") from None
        finally:
            self._parts.take(decoder.parts, decoder.array_bytes)
            self._refuse_more()

    def _refuse_more(self) -> None:
        if self._parts.spent:
            detail = f"more than {self._parts.most} parts to be read in all checks of this submission"
            raise self._stopped(Stop(verdict=Verdict.TIME_LIMIT, limit=limit_text("parts"), detail=detail))

    def _watch(self) -> None:
        self._watched = True
        self._slot.watch()

    def _late(self, request: Request) -> StudentStoppedError:
        ended = self._end(asks=True)
        little = ended is not None and ended.cpu_s < LITTLE_CPU * request.timeout_s
        return self._stopped(Stop(verdict=Verdict.TIME_LIMIT, limit=request.limit, retry=little, usage=ended))

    def _died(self) -> StudentStoppedError:
        """The other end is gone: say why, from the exit status and not from anything that it said."""
        return self._stopped(stop_of(self._end(kill=False), self._limits, has_past=self._case > 1))

    def _violated(self, what: str) -> StudentStoppedError:
        return self._stopped(Stop(verdict=Verdict.CRASHED, detail=f"protocol violation: {what}", forged=True, usage=self._end()))

    def _stopped(self, stop: Stop) -> StudentStoppedError:
        ended = self._end()
        # A limit that was reached is of what was asked: a case begins with all of its time.
        retry = stop.retry or (self._doubtful and stop.verdict is Verdict.CRASHED)
        self._stop = dataclasses.replace(stop, usage=stop.usage or ended, retry=retry)
        return StudentStoppedError(self._stop)

    def _end(self, *, kill: bool = True, asks: bool = False) -> Ended | None:
        """``asks``: its time is up, so that it is of interest where it is."""
        if self._closed:
            return self._usage
        self._closed = True
        if asks:
            self._slot.stop()
        self._connection.close()
        # A worker that closed its socket may live on; a dead one cannot be hurt.
        if kill or not self._slot.reports_end(GOING_S):
            self._slot.kill()
        ended = self._slot.ended()
        running = read_last_line(ended.where, self._lines) if ended is not None and ended.where else None
        self._usage = ended if running is None or ended is None else dataclasses.replace(ended, running=running)
        return self._usage

    def _export(self, value: Any) -> Any:
        return exported(value, self, self._case, self._callbacks.number_of)

    def _import(self, code: int, fields: Any) -> Handle:
        return imported(code, fields, self, self._case)
