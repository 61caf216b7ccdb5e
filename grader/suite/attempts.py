"""The calls that student code was asked for while a case ran, kept as values: what an explanation starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.diagnosis.outcomes import Outcome, bytes_of, count_of, is_plain
from grader.sandbox.student import Ask
from grader.suite.reference import copied

# A suite may call a function in a loop, on large arrays; the first calls and the last one tell enough.
MAX_ATTEMPTS = 40
MAX_NUMBERS = 200_000
# What all the values of a case may take: a student may return as much as the wire carries, on every call.
MAX_BYTES = 4 << 20


@dataclass(slots=True)
class Attempt:
    """One call of a student's function by name. ``outcome`` None: it has not come back yet."""

    name: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    outcome: Outcome | None = None


@dataclass(slots=True)
class Attempts:
    """The first calls of a case and its last one, with copies of their arguments: a suite may change its arrays later."""

    calls: list[Attempt] = field(default_factory=list)
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
        full = len(self.calls) >= MAX_ATTEMPTS or self._numbers + size > MAX_NUMBERS
        if self._last_is_extra:
            self.calls.pop()
        if not ask.body:  # else they are nobody's to change
            args, kwargs = [copied(arg) for arg in args], {key: copied(value) for key, value in kwargs.items()}
        attempt = Attempt(ask.name, tuple(args), kwargs)
        self.calls.append(attempt)
        self._last_is_extra = full
        if not full:
            self._numbers += size
        return attempt

    def finish(self, attempt: Attempt | None, outcome: Outcome) -> None:
        """What came of it; forgotten where it is too large to be kept."""
        if attempt is None:
            return
        size = bytes_of(outcome.value)
        if self._bytes + size <= MAX_BYTES:
            self._bytes += size
            attempt.outcome = outcome
