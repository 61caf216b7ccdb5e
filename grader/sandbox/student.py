"""The seam where student code runs, as values: what a student process answers, how it ends, what it raises.

``StudentProcess`` is what the suite's side of grader speaks to; ``grader.sandbox.remote`` is the real one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from grader.model import Note, Verdict
from grader.sandbox.raised import MissingNameError, RefusedValueError, StudentError

__all__ = [
    "Ended",
    "Files",
    "Loaded",
    "MissingNameError",
    "RefusedValueError",
    "Reply",
    "Stop",
    "StudentError",
    "StudentProcess",
    "StudentStoppedError",
]

Files = Sequence[tuple[str, bytes]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a submission defines: ``names`` with their kind (function, class, value); ``unfilled`` functions nobody wrote.

    ``notes`` is what is worth saying about the files themselves.
    """

    names: tuple[tuple[str, str], ...]
    unfilled: tuple[str, ...]
    printed: str
    lost: int
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """A call's value, the positional arguments as the call left them (where asked for), and what it printed."""

    value: Any
    arguments: tuple[Any, ...] | None
    printed: str
    lost: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How a worker ended, from the warm parent's ``wait4``."""

    status: int
    cpu_s: float
    memory_mb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Why a worker is no more. ``retry``: it may not be the student's doing, so a fresh worker decides."""

    verdict: Verdict
    limit: str = ""
    detail: str = ""
    retry: bool = False
    usage: Ended | None = None


class StudentStoppedError(Exception):
    """The worker ended, or was ended, before it answered."""

    def __init__(self, stop: Stop) -> None:
        super().__init__(stop.limit or stop.detail or stop.verdict.value)
        self.stop = stop


class StudentProcess(Protocol):
    """The seam: where student code runs. Raises StudentError, StudentStoppedError, MissingNameError, RefusedValueError."""

    call_timeout_s: float
    on_printed: Callable[[str, int], None] | None

    @property
    def alive(self) -> bool: ...

    @property
    def usage(self) -> Ended | None: ...

    def load(self, files: Files, stub: Files = (), *, timeout_s: float, mode: int = 0) -> Loaded: ...

    def call(
        self,
        name: str,
        args: Sequence[object],
        kwargs: Mapping[str, object],
        *,
        timeout_s: float,
        mutates: bool = False,
    ) -> Reply: ...

    def fetch(self, name: str, *, timeout_s: float) -> Reply: ...

    def begin_case(self) -> None: ...

    def close(self) -> None: ...
