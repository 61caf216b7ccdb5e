"""A student's object that is no data, as the judge holds it: a number that the student's own process understands.

It can be called, its public attributes fetched, and it can be handed back. Everything that would look like data raises, so
that a test can never run student code inside the judge by comparing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from grader.model.opaque import Opaque


class Relay(Protocol):
    """Who hears of it when a suite uses a handle: whatever a call needs beside the wire (time left, a record) is known there."""

    def called(self, handle: Handle, name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> Any: ...

    def fetched(self, handle: Handle, name: str) -> Any: ...


class Owner(Protocol):
    """The worker that a handle's object lives in."""

    relay: Relay

    def release(self, number: int) -> None: ...


class Handle(Opaque):
    """``<LSTMCell object>``: lives in one worker, and dies with it."""

    __slots__ = ("_case", "_number", "_worker")

    def __init__(self, worker: Owner, number: int, name: str, case: int) -> None:
        self._worker, self._number, self._name, self._case = worker, number, name, case
        self._origin: object = None
        self._record: object = None

    def __del__(self) -> None:
        # Without this a suite that calls a function a thousand times would fill the student's memory with a thousand caches.
        self._worker.release(self._number)

    def __call__(self, *args: object, **kwargs: object) -> Any:
        return self._worker.relay.called(self, "", args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._worker.relay.fetched(self, name)

    def __repr__(self) -> str:
        return f"<{self._name} object>"

    def _why_no_data(self) -> str:
        return f"the submission returned an object of type {self._name!r}, not data"


def number_of(handle: Handle) -> int:
    """The number that its own worker knows it by."""
    return handle._number


def worker_of(handle: Handle) -> Owner:
    return handle._worker


def case_of(handle: Handle) -> int:
    """Which of its worker's cases it was made in; it means nothing in another one."""
    return handle._case
