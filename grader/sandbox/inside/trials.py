"""What one call gives after each of many changes: every value once, however many changes lead to it. Inside."""

from __future__ import annotations

from collections.abc import Callable

from grader.sandbox.inside.kept import refuse
from grader.sandbox.wire.encode import encode_frame
from grader.sandbox.wire.frame import Kind


class Trials:
    """``arrays``, ``rest``: bytes that one value may have. ``room``: about as many may all of them have together."""

    def __init__(self, arrays: int, rest: int, room: int) -> None:
        self._most = min(arrays, room), min(rest, room)
        self._room = room
        self._places: list[int] = []
        self._values: list[object] = []
        self._known: dict[bytes, int] = {}

    @property
    def full(self) -> bool:
        return self._room <= 0

    def add(self, call: Callable[[], object]) -> None:
        """Whatever is raised, and whatever is no plain data or too much of it, is no value."""
        try:
            value = call()
            told = b"".join(encode_frame(Kind.VALUE, 0, value, refuse, *self._most))
        except BaseException:  # noqa: BLE001  # whatever student code raises, SystemExit too
            self._places.append(-1)
            return
        if told not in self._known:
            self._known[told] = len(self._values)
            self._values.append(value)
            self._room -= len(told)
        self._places.append(self._known[told])

    def told(self) -> list[object]:
        return [self._values, self._places]
