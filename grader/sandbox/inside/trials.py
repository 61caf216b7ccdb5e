"""What some calls give after each of many changes: every value once, however many changes lead to it. Inside."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.sandbox.inside.kept import attribute, refuse
from grader.sandbox.wire.encode import encode_frame
from grader.sandbox.wire.frame import Kind

# What takes so many seconds more than the processor worked on it, and gave it away meanwhile, waits for something: it sleeps. On a
# crowded machine a try is long as well, but what is made to wait gives nothing away.
WAITS_S = 0.1


@dataclass(frozen=True, slots=True)
class Earlier:
    """In an argument's place: a part of what an earlier call gave."""

    move: int
    path: Sequence[int]


def played(moves: Sequence[Any], left: Sequence[Sequence[int]], argument: int | str | None, find: Callable[[str], Any]) -> Any:
    """What the last of the calls gives, without the parts ``left``; or one of its arguments as it leaves it.

    What a call does to its arguments is nothing to the next time.
    """
    values: list[Any] = []
    args: Any = []
    kwargs: Any = {}
    for name, given, named, target, only_look in moves:
        owner = None if target is None else _filled(target, values)
        function: Any
        found, function = find(name) if target is None else attribute(owner, name) if name else (True, owner)
        if not found:
            raise AttributeError(name)
        args, kwargs = _filled(given, values), _filled(named, values)
        values.append(function if only_look else function(*args, **kwargs))
    if argument is not None:
        return args[argument] if type(argument) is int else kwargs[argument]
    value = values[-1]
    for path in left:
        value = _without(value, path)
    return value


def _filled(value: Any, values: Sequence[Any]) -> Any:
    kind = type(value)
    if kind in (list, tuple, set, frozenset):
        return kind(_filled(each, values) for each in value)
    if kind is dict:
        return {key: _filled(each, values) for key, each in value.items()}
    if kind is np.ndarray:
        return value.copy()
    if kind is Earlier:
        part = values[value.move]
        for place in value.path:
            part = part[place]
        return part
    return value


def _without(value: Any, path: Sequence[int]) -> Any:
    """With None in the place of that part, where there is one."""
    if not path:
        return None
    if type(value) not in (list, tuple) or path[0] >= len(value):
        return value
    parts = list(value)
    parts[path[0]] = _without(parts[path[0]], path[1:])
    return type(value)(parts)


class Trials:
    """``arrays``, ``rest``: bytes that one value may have. ``room``: about as many may all of them have together."""

    def __init__(self, arrays: int, rest: int, room: int) -> None:
        self._most = min(arrays, room), min(rest, room)
        self._room = room
        self._places: list[int] = []
        self._values: list[object] = []
        self._known: dict[bytes, int] = {}
        self._waited = 0

    @property
    def full(self) -> bool:
        return self._room <= 0

    def add(self, call: Callable[[], object]) -> None:
        """Whatever is raised, and whatever is no plain data or too much of it, is no value."""
        began, given_away = time.monotonic() - time.process_time(), _given_away()
        try:
            value = call()
            told = b"".join(encode_frame(Kind.VALUE, 0, value, refuse, *self._most))
        except BaseException:  # noqa: BLE001  # whatever student code raises, SystemExit too
            self._places.append(-1)
            return
        finally:
            waited = time.monotonic() - time.process_time() - began
            self._waited += waited >= WAITS_S and _given_away() > given_away
        if told not in self._known:
            self._known[told] = len(self._values)
            self._values.append(value)
            self._room -= len(told)
        self._places.append(self._known[told])

    def told(self) -> list[object]:
        return [self._values, self._places, self._waited]


def _given_away() -> int:
    """How often this process gave the processor away of itself."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw
