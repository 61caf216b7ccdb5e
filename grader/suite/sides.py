"""The two who can answer a suite's calls: the student's process, and the reference in the student's place."""

from __future__ import annotations

import contextlib
import dataclasses
import time
import types
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grader.model import Limits
from grader.sandbox.slot import Slot
from grader.sandbox.student import Loaded, MissingNameError, Reply, StudentError, StudentProcess, StudentStoppedError
from grader.suite.reference import Reference
from grader.suite.stage import Record

Files = Sequence[tuple[str, bytes]]


class LiveStudent:
    """A submission in a worker of its slot. A worker that died is replaced, and loaded again, when the next case begins."""

    def __init__(self, slot: Slot, files: Files, stub: Files, limits: Limits) -> None:
        self._slot, self._files, self._stub, self._limits = slot, tuple(files), tuple(stub), limits
        self._worker: StudentProcess | None = None
        self._names: dict[str, str] = {}
        self._record = Record()
        self.loaded: Loaded | None = None
        self.cases_run = 0  # by the present worker
        self.deadline = time.monotonic() + limits.submission_s

    @property
    def unfilled(self) -> frozenset[str]:
        """Functions whose body is still the stub's, or says nothing."""
        return frozenset(self.loaded.unfilled) if self.loaded else frozenset()

    def load(self) -> Loaded:
        """Start a worker and import the submission in it. Raises StudentError or StudentStoppedError as that goes."""
        self.close()
        self._worker = self._slot.worker()
        self.loaded = self._worker.load(self._files, self._stub, timeout_s=self._limits.load_s)
        self._names = dict(self.loaded.names)
        self.cases_run = 0
        return self.loaded

    def begin_case(self, record: Record) -> None:
        """Bind this run's record, with a living worker behind it; a worker that cannot be had becomes the record's stop."""
        self._record = record
        try:
            if self._worker is None or not self._worker.alive or (self.cases_run and self._limits.fresh_worker == "case"):
                self._begin(self.load)
            else:
                # One that ended since its last call, while nothing was asked of it, is replaced like one that died in a call.
                with contextlib.suppress(StudentStoppedError):
                    self._begin(lambda: None)
                    return
                self._begin(self.load)
        except StudentStoppedError as error:
            record.stop = error.stop

    def _begin(self, prepare: Callable[[], object]) -> None:
        prepare()
        assert self._worker is not None  # noqa: S101  # there was one, or prepare() made it
        self.cases_run += 1
        self._record.deadline = min(time.monotonic() + self._limits.case_s, self.deadline)
        self._worker.call_timeout_s = self._limits.wall_s
        self._worker.on_printed = self._collect
        self._worker.begin_case()

    def kind_of(self, name: str) -> str | None:
        return self._names.get(name)

    def call(self, name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> Any:
        self._record.called.append(name)
        worker = self._living()
        return self._answer(lambda seconds: worker.call(name, args, kwargs, timeout_s=seconds))

    def fetch(self, name: str) -> Any:
        worker = self._living()
        return self._answer(lambda seconds: worker.fetch(name, timeout_s=seconds))

    def usage_note(self) -> tuple[float, float]:
        """CPU seconds and megabytes of a worker that ended; zeros while it lives."""
        usage = self._worker.usage if self._worker else None
        return (usage.cpu_s, usage.memory_mb) if usage else (0.0, 0.0)

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _living(self) -> StudentProcess:
        if self._worker is None:
            raise MissingNameError("the submission could not be loaded")
        return self._worker

    def _answer(self, ask: Any) -> Any:
        seconds, limit = self._time_left()
        try:
            reply: Reply = ask(seconds)
        except StudentError as error:
            self._collect(error.printed, error.lost)
            raise
        except StudentStoppedError as error:
            stop = error.stop
            if limit and stop.limit.startswith("wall_s"):
                # The call was cut short by what the case or the submission had left, so that is the limit to name.
                stop = dataclasses.replace(stop, limit=limit, retry=False)
            self._record.stop = stop
            raise StudentStoppedError(stop) from None
        self._collect(reply.printed, reply.lost)
        return reply.value

    def _time_left(self) -> tuple[float, str]:
        """Seconds for the next call, and the limit to name where that is not the call's own."""
        left = self._record.deadline - time.monotonic()
        if left >= self._limits.wall_s:
            return self._limits.wall_s, ""
        whole = self._record.deadline == self.deadline
        limit = f"submission_s = {self._limits.submission_s:g}" if whole else f"case_s = {self._limits.case_s:g}"
        return max(left, 0.01), limit

    def _collect(self, printed: str, lost: int) -> None:
        if printed:
            self._record.printed.append(printed)
        self._record.lost += lost


class ReferenceStudent:
    """The reference in the student's place: what a right answer would have led to."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference

    def kind_of(self, name: str) -> str | None:
        try:
            value = self._reference.attribute(name)
        except AttributeError:
            return None
        if isinstance(value, type):
            return "class"
        return "function" if isinstance(value, types.FunctionType) or callable(value) else "value"

    def call(self, name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> Any:
        return self._reference.call(name, args, kwargs)

    def fetch(self, name: str) -> Any:
        return self._reference.attribute(name)
