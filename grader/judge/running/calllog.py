"""The calls that student code was asked for while a case ran, kept as values: what an explanation starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.judge.running.outcome import Outcome, count_of, is_plain
from grader.judge.running.reference import copied
from grader.model.extent import bytes_of
from grader.sandbox.protocol import Ask

# A suite may call a function in a loop, on large arrays; the first calls and the last one tell enough.
MAX_ATTEMPTS = 40
MAX_NUMBERS = 200_000
# What all the values of a case may take: a student may return as much as the wire carries, on every call.
MAX_BYTES = 4 << 20
MAX_ARGUMENT_BYTES = 8 << 20


@dataclass(slots=True)
class Room:
    """What all cases of a submission may keep together."""

    left: int = 64 << 20

    def take(self, value: object, most: int) -> int | None:
        """The bytes that the value takes, which are kept free for it; None where it may not be kept."""
        most = min(most, self.left)
        size = bytes_of(value, most)
        if size > most:
            return None
        self.left -= size
        return size


@dataclass(slots=True)
class Attempt:
    """One call of a student's function by name. ``outcome`` None: it has not come back yet."""

    name: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    outcome: Outcome | None = None
    size: int = 0  # bytes of all that


@dataclass(slots=True)
class Attempts:
    """The first calls of a case and its last one, with copies of their arguments: a suite may change its arrays later."""

    calls: list[Attempt] = field(default_factory=list)
    room: Room = field(default_factory=Room)
    _numbers: int = 0
    _bytes: int = 0
    _last_is_extra: bool = False

    def begin(self, ask: Ask) -> Attempt | None:
        """The call that is about to be made; None where its arguments are no plain values, or too many."""
        args, kwargs = ask.args, ask.kwargs
        if not (ask.body or is_plain([*args, dict(kwargs)])):
            return None
        size = sum(count_of(value) for value in (*args, *kwargs.values()))
        if size > MAX_NUMBERS:
            return None
        # A suite may hand on what a student returned. What is made beforehand is kept anyway, by the script.
        taken = 0 if ask.body else self.room.take([args, dict(kwargs)], MAX_ARGUMENT_BYTES)
        if taken is None:
            return None
        full = len(self.calls) >= MAX_ATTEMPTS or self._numbers + size > MAX_NUMBERS
        if self._last_is_extra:
            self.room.left += self.calls.pop().size
        if not ask.body:  # else they are nobody's to change
            args, kwargs = [copied(arg) for arg in args], {key: copied(value) for key, value in kwargs.items()}
        attempt = Attempt(ask.name, tuple(args), kwargs, size=taken)
        self.calls.append(attempt)
        self._last_is_extra = full
        if not full:
            self._numbers += size
        return attempt

    def finish(self, attempt: Attempt | None, outcome: Outcome) -> None:
        """What came of it; forgotten where it is too large to be kept."""
        if attempt is None:
            return
        size = self.room.take(outcome.value, MAX_BYTES - self._bytes)
        if size is not None:
            self._bytes += size
            attempt.size += size
            attempt.outcome = outcome
