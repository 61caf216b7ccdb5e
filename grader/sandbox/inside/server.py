"""The loop inside the worker, which student code shares: load files, answer calls. Nothing it says is believed outside.

Imports nothing of grader but the wire, so that there is nothing here worth stealing.
"""

from __future__ import annotations

import contextlib
import os
import resource
import socket
import sys
import threading
import time
from functools import partial
from typing import Any

import msgpack
import numpy as np

from grader.sandbox.confine.reserve import Reserve
from grader.sandbox.inside import exceptions, kept, looking
from grader.sandbox.inside.console import Console
from grader.sandbox.inside.edits import Edit
from grader.sandbox.inside.kept import Kept
from grader.sandbox.inside.listing import told
from grader.sandbox.inside.modules import Modules
from grader.sandbox.inside.repairs import repairs_of
from grader.sandbox.inside.state import Snapshot
from grader.sandbox.inside.surveying import survey_of
from grader.sandbox.inside.trials import Earlier, Trials, played
from grader.sandbox.wire.decode import Trusting, check_frame
from grader.sandbox.wire.encode import encode_frame
from grader.sandbox.wire.frame import (
    HEADER,
    SEGMENT,
    Ext,
    Kind,
    ProtocolError,
    TooLargeError,
    UnsupportedError,
    WireLimits,
    read_header,
)

MAX_HANDLES = 10_000
# What the judge sends is trusted as to size: a suite may hand over large inputs.
FROM_JUDGE = WireLimits(structure_bytes=64 << 20, body_bytes=1 << 33, nodes=10_000_000, text_bytes=64 << 20)
AHEAD = 1 << 14  # bytes that are taken at once: the word that a case begins comes with its first call
# A file without these words makes no generator of its own, and nobody has to look for one.
DRAWING = (b"random", b"tempfile")
REQUESTS = frozenset({Kind.LOAD, Kind.CALL, Kind.GET, Kind.SURVEY, Kind.REPAIRS, Kind.EXCHANGE, Kind.TRY})


class Worker:
    """One submission's process. ``limits``: output_kb, result_mb, cpu_s, packages and so on as in the judge's order.

    Made before the fork, by the warm parent, since what is made there once costs a worker nothing.
    """

    def __init__(self, connection: socket.socket, limits: dict[str, Any], reserve: Reserve) -> None:
        self._socket, self._limits, self._reserve = connection, limits, reserve
        self._console = Console(limits["output_kb"] * 1024, self._flood)
        self._modules = Modules(limits["packages"])
        self._stub: list[tuple[str, bytes]] = []
        self._snapshot = Snapshot(self._console)
        self._touched = False  # student code has run since the snapshot was taken
        self._objects: dict[int, object] = {}
        self._given = 0  # handles given out so far; a number is never used again
        self._request = 0
        self._case = 0
        # One conversation at a time: a thread of the student's may call a function of the judge too.
        self._turn = threading.RLock()
        self._asked = False  # whether the judge waits for an answer
        self._arrived = bytearray()  # and not yet read
        self._to_judge = WireLimits(body_bytes=limits["result_mb"] << 20)

    def serve(self) -> None:
        """Until the judge hangs up; never returns normally. Raises MemoryError where not even an answer could be made."""
        self._console.install()
        while True:
            self.step()

    def step(self) -> None:
        """Answer the next request, or hear that a case begins."""
        kind, request, message = self._receive()
        if kind == Kind.CASE:
            self._begin_case()
            return
        self._asked = True
        self._respond(kind, request, message)

    def _respond(self, kind: int, request: int, message: dict[str, Any], *, nested: bool = False) -> None:
        outer, self._request = self._request, request
        try:
            reply_kind, reply = self._answer(kind, message)
            parts = self._encoded(reply_kind, reply)
        except UnsupportedError as error:
            parts = self._encoded(Kind.REFUSED, [str(error), isinstance(error, TooLargeError), *self._console.take()])
        except BaseException as error:  # noqa: BLE001  # whatever student code raises, SystemExit too
            if issubclass(type(error), MemoryError):
                self._reserve.release()  # what filled the memory still hangs on the traceback, and may outlive it
            described = exceptions.describe(error, self._modules.sources)
            parts = self._encoded(Kind.RAISED, [*described, *self._console.take()])
        with self._turn:
            self._request, self._asked = outer, nested
            for part in parts:
                self._socket.sendall(part)
        self._reserve.keep()

    def _answer(self, kind: int, message: dict[str, Any]) -> tuple[Kind, Any]:
        if kind == Kind.LOAD:
            return Kind.VALUE, self._load(message)
        if kind == Kind.LOOK:
            return Kind.VALUE, [self._look(message), None, [], "", 0]
        if kind == Kind.SURVEY:
            return Kind.VALUE, [survey_of(message["files"], message["stub"]), None, [], "", 0]
        if kind == Kind.REPAIRS:
            listed = repairs_of(message["files"], message["names"], message["likely"], message["most"])
            return Kind.VALUE, [told(listed), None, [], "", 0]
        if kind == Kind.EXCHANGE:
            self._modules.exchange([Edit(*each) for each in message["edits"]])
            return Kind.VALUE, [None, None, [], *self._console.take()]
        self._touched = True
        for number in message["free"]:
            self._objects.pop(number, None)
        if kind == Kind.TRY:
            return Kind.VALUE, [self._tried(message), None, [], *self._console.take()]
        found, target = self._target(message)
        if not found or (kind == Kind.CALL and not message["target"] and not callable(target)):
            return Kind.MISSING, [message["name"], *self._console.take()]
        if kind == Kind.GET:
            return Kind.VALUE, [kept.parts_kept(target, message["keep"]), None, [], *self._console.take()]
        return Kind.VALUE, [*self._called(target, message), *self._console.take()]

    def _called(self, target: Any, message: dict[str, Any]) -> list[Any]:
        """``[value, arguments asked for, names of arguments that were changed in place]``."""
        args, kwargs = message["args"], message["kwargs"]
        given: dict[int | str, Any] = {**dict(enumerate(args)), **kwargs}
        for place, value in given.items():
            if type(value) is kept.JudgeFunction:
                value.name = value.name or kept.parameter_name(target, place)
        watched = {place: value for place, value in given.items() if place not in message["mutates"]}
        before = kept.snapshot(watched)
        value = target(*args, **kwargs)
        changed = [kept.parameter_name(target, place) for place in kept.changed(watched, before)]
        arguments = [given[place] for place in message["mutates"]]
        return [kept.parts_kept(value, message["keep"]), arguments, changed]

    def _tried(self, message: dict[str, Any]) -> list[Any]:
        """``[values, place of each try's value among them or -1, how many waited]``.

        Each finds the process as the file's own import left it.
        """
        room = min(self._to_judge.body_bytes, self._to_judge.structure_bytes) // 4
        arrays, rest = message["each"]
        trials, end = Trials(arrays, rest, room), time.monotonic() + message["seconds"]
        for edits, number in message["tries"]:
            self._snapshot.restore()
            trials.add(partial(self._after, edits, message["plays"][number], message))
            self._console.take()
            if trials.full or time.monotonic() > end:
                break
        return trials.told()

    def _after(self, edits: list[Any], moves: list[Any], message: dict[str, Any]) -> Any:
        self._modules.exchange([Edit(*each) for each in edits])
        return played(moves, message["left"], message["argument"], self._modules.find)

    def _load(self, message: dict[str, Any]) -> list[Any]:
        kept.enter_provided(message["folder"])
        self._stub = message["stub"]
        expected = [name for name, _ in self._stub]
        own, roots = message["own"], message["roots"]
        self._modules.edits = [Edit(*each) for each in message["edits"]]
        self._modules.load(message["files"], expected, message["mode"], message["seconds"], message["provided"], own, roots)
        with contextlib.suppress(Exception):  # a file may have overwritten what it takes to look
            sources = (source for _, source in (*message["files"], *message["provided"]))
            draws = any(word in source for source in sources for word in DRAWING)
            self._snapshot = Snapshot(self._console, self._snapshot, draws=draws)
        remarks = self._modules.remarks.plain(exceptions.clean)
        places: list[Any] = []
        with contextlib.suppress(Exception):  # it only helps to say what is missing
            places = [
                [exceptions.clean(part, 200) if type(part) is str else part for part in each]
                for each in self._modules.whereabouts(self._stub)
            ]
        unread = [[name, *exceptions.describe(error, self._modules.sources)] for name, error in self._modules.unread]
        value = [self._modules.names(), remarks, places, unread]
        return [value, None, [], *self._console.take()]

    def _look(self, message: dict[str, Any]) -> list[Any] | None:
        """What of the files uses what it may not; None where that cannot be told. Asked before anything of theirs was run."""
        sys.setrecursionlimit(looking.DEEP)
        try:
            found = looking.found_in(message["files"], message["own"], message["expected"], message["bans"])
        except looking.TooDeepError:
            return None
        return [[exceptions.clean(part, 200) if type(part) is str else part for part in each] for each in found]

    def _target(self, message: dict[str, Any]) -> tuple[bool, Any]:
        name, owner = message["name"], message["target"]
        if not owner:
            return self._modules.find(name)
        if not name:
            return True, owner[0]
        return kept.attribute(owner[0], name)

    def _encoded(self, kind: Kind, reply: Any) -> list[bytes | memoryview]:
        limits = self._to_judge
        parts = encode_frame(kind, self._request, reply, self._export, limits.body_bytes, limits.structure_bytes)
        check_frame(reply, parts, limits)
        return parts

    def _receive(self) -> tuple[int, int, Any]:
        kind, count, request, length = read_header(self._exactly(HEADER.size), FROM_JUDGE)
        sizes = [SEGMENT.unpack(self._exactly(SEGMENT.size))[0] for _ in range(count)]
        structure = bytes(self._exactly(length))
        segments = [self._exactly(size) for size in sizes]
        return kind, request, Trusting(segments, FROM_JUDGE, self._import).unpack(structure)

    def _exactly(self, size: int) -> bytearray:
        data = self._arrived[:size]
        del self._arrived[:size]
        while (wanted := size - len(data)) > 0:
            part = self._socket.recv(min(max(wanted, AHEAD), 1 << 20))
            if not part:
                os._exit(0)
            data += part[:wanted]
            self._arrived += part[wanted:]
        return data

    def _export(self, value: Any) -> msgpack.ExtType:
        """A handle for what cannot cross: the object stays here, its number and its type's name go out."""
        if type(value) is Kept:
            value = value.value
        if len(self._objects) >= MAX_HANDLES:
            raise UnsupportedError("more objects than can be kept alive")
        self._given += 1
        self._objects[self._given] = value
        name = type(value).__name__
        if issubclass(type(value), np.ndarray):
            name = f"{name} of {np.ndarray.view(value, np.ndarray).dtype}" if name == "ndarray" else name
        return msgpack.ExtType(Ext.HANDLE, msgpack.packb([self._given, exceptions.clean(name, 100)]))

    def _import(self, code: int, fields: Any) -> Any:
        if code == Ext.HANDLE:
            return self._objects[fields[0]]
        if code == Ext.EARLIER:
            return Earlier(*fields)
        return kept.JudgeFunction(self._call_back, fields[0], self._case)

    def _call_back(self, function: kept.JudgeFunction, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Ask the judge, and meanwhile answer what it asks: the suite's function may call student code itself."""
        if function.case != self._case:
            raise RuntimeError(f"{function}, was called after the check that it belongs to")
        with self._turn:
            if not self._asked:
                raise RuntimeError(f"{function}, was called while no call of your code was under way")
            request = self._request
            try:
                message = [function.number, args, kwargs]
                most = self._limits["callback_kb"] << 10
                parts = encode_frame(Kind.CALLBACK, request, message, kept.refuse, most, most)
            except UnsupportedError as error:
                raise TypeError(f"{function}, was called with {error}") from None
            for part in parts:
                self._socket.sendall(part)
            while True:
                kind, answered, reply = self._receive()
                if kind not in REQUESTS:
                    break
                self._respond(kind, answered, reply, nested=True)
            if answered != request:
                raise ProtocolError("the judge answered another request")
        if kind == Kind.RAISED:
            raise RuntimeError(f"{function}, raised {reply}")
        return reply

    def _begin_case(self) -> None:
        """Nothing that the judge holds outlives a case, so nothing is kept for it; the state of the process as a file finds it.

        And a new processor budget: the soft limit moves with each case; the hard one, set before any student code ran, does not.
        """
        self._case += 1
        self._objects.clear()
        with contextlib.suppress(Exception):  # whatever student code did to these functions, a case has to begin
            self._renew_budget()
        if self._touched:
            self._snapshot.restore()
            self._touched = False

    def _renew_budget(self) -> None:
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        soft = int(time.process_time() + self._limits["cpu_s"]) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (min(soft, hard) if hard != resource.RLIM_INFINITY else soft, hard))

    def _flood(self) -> None:
        for part in self._encoded(Kind.FLOOD, None):
            self._socket.sendall(part)
        os._exit(0)
