"""Where an object that stays in the student's process comes from: the calls that made it and may have changed it since.

A report shows them as Python (``out, cache = conv_forward(...)``, then the call that failed), and a ``Recipe`` can be played again.
Knows nothing of processes; an ``Origin`` holds no object, so that objects are let go of as soon as the suite lets go of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.model import Names
from grader.sandbox.handle import NoData
from grader.suite.literal import Verbatim, call_text, value_text
from grader.suite.walk import leaves, mapped, part_at

MAX_EVENTS = 64
# A larger array among the arguments is remembered as what a report shows of it; such a recipe cannot be played again.
MAX_NUMBERS = 1 << 16
MAX_LINES = 14

Path = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """In a recipe, in an object's place: the part at ``path`` of what step number ``step`` returned."""

    step: int
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a recipe, or the look at an attribute. ``target``: whose method; ``name`` empty: the object itself is called.

    ``names`` are what the parts of the value are called; ``keep`` the parts that stay where they were made.
    """

    name: str
    args: tuple[object, ...] = ()
    kwargs: Mapping[str, object] = field(default_factory=dict)
    target: Made | None = None
    attribute: bool = False
    names: Names = ""
    keep: tuple[Path, ...] = ()


# Calls in their order; the last one is what it is all about.
Recipe = tuple[Step, ...]


class Origin:
    """The life of one object so far."""

    __slots__ = ("events", "made_by", "path")

    def __init__(self, made_by: Event, path: Path) -> None:
        self.made_by, self.path = made_by, path
        self.events: list[Event] = []


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """A call that was answered, with origins in the places of objects."""

    at: int
    step: Step
    target: Origin | None
    uses: tuple[Origin, ...]


def origin_behind(value: object) -> Origin | None:
    """The origin of a student's object; of a pair its own."""
    origin = object.__getattribute__(value, "_origin") if isinstance(value, NoData) else None
    return origin if isinstance(origin, Origin) else None


def noted(at: int, step: Step, target: object, *, makes: bool) -> Event:
    """The event of a call that was just answered; the objects among its arguments hear of it, since it may have changed them.

    ``makes``: whether its value holds an object, so that the event will be asked for later.
    """
    owner = origin_behind(target)
    found = [origin_behind(leaf) for value in (*step.args, *step.kwargs.values()) for leaf in leaves(value)]
    uses = tuple(dict.fromkeys(origin for origin in (owner, *found) if origin is not None))
    event = Event(at, snapshot(step) if uses or makes else step, owner, uses)
    for origin in uses:
        origin.events.append(event)
        del origin.events[:-MAX_EVENTS]
    return event


def snapshot(step: Step) -> Step:
    """With copies of the arrays, which a suite may change later, and origins in the places of objects."""

    def leaf(value: object) -> object:
        if isinstance(value, np.ndarray):
            return value.copy() if value.nbytes <= 8 * MAX_NUMBERS else Verbatim(value_text(value))
        return origin_behind(value) or value

    args = tuple(mapped(value, leaf) for value in step.args)
    kwargs = {name: mapped(value, leaf) for name, value in step.kwargs.items()}
    return _replaced(step, args, kwargs, step.target)


def recipe_of(last: Event) -> Recipe:
    """The calls that lead to ``last``: a slice backwards through everything that made or touched what it uses."""
    candidates: dict[int, Event] = {}
    waiting = [last]
    while waiting:
        event = waiting.pop()
        if id(event) in candidates:
            continue
        candidates[id(event)] = event
        for origin in event.uses:
            waiting += [origin.made_by, *origin.events]
    kept, needed = [last], set(last.uses)
    for event in sorted(candidates.values(), key=lambda event: event.at, reverse=True):
        if event.at < last.at and (not needed.isdisjoint(event.uses) or any(origin.made_by is event for origin in needed)):
            kept.append(event)
            needed.update(event.uses)
    kept.reverse()
    numbers = {id(event): number for number, event in enumerate(kept)}

    def made(value: object) -> object:
        return Made(numbers[id(value.made_by)], value.path) if isinstance(value, Origin) else value

    return tuple(_frozen(event, made) for event in kept)


def recipe_text(recipe: Recipe) -> str:
    """The recipe as Python: what later lines use is given a name."""
    wanted = {made.step for step in recipe for made in _mades(step)}
    variables = _Variables()
    lines = []
    for number, step in enumerate(recipe):
        body = _step_text(step, variables)
        lines.append(f"{variables.assign(number, step)} = {body}" if number in wanted else body)
    if len(lines) > MAX_LINES:
        half = MAX_LINES // 2
        lines[half:-half] = [f"# ... {len(lines) - 2 * half} calls in between"]
    return "\n".join(lines)


def replay(recipe: Recipe, play: Callable[[Step, object], Any]) -> Any:
    """The value of the last step. ``play(step, target)`` makes one call, with the objects of earlier ones in their places."""
    values: list[Any] = []

    def found(value: object) -> object:
        return part_at(values[value.step], value.path) if isinstance(value, Made) else value

    for step in recipe:
        args = tuple(mapped(value, found) for value in step.args)
        kwargs = {name: mapped(value, found) for name, value in step.kwargs.items()}
        values.append(play(_replaced(step, args, kwargs, step.target), None if step.target is None else found(step.target)))
    return values[-1]


def _replaced(step: Step, args: tuple[object, ...], kwargs: Mapping[str, object], target: Made | None) -> Step:
    return Step(step.name, args, kwargs, target, step.attribute, step.names, step.keep)


def _frozen(event: Event, made: Callable[[object], object]) -> Step:
    step = event.step
    args = tuple(mapped(value, made) for value in step.args)
    kwargs = {name: mapped(value, made) for name, value in step.kwargs.items()}
    target = None if event.target is None else made(event.target)
    return _replaced(step, args, kwargs, target if isinstance(target, Made) else None)


def _mades(step: Step) -> Iterator[Made]:
    if step.target is not None:
        yield step.target
    for value in (*step.args, *step.kwargs.values()):
        yield from (leaf for leaf in leaves(value) if isinstance(leaf, Made))


class _Variables:
    """Names for what steps return, each once."""

    def __init__(self) -> None:
        self._names: dict[tuple[int, Path], str] = {}
        self._used: set[str] = set()

    def assign(self, number: int, step: Step) -> str:
        """The left side of the assignment."""
        names = step.names or snake(step.name) or "result"
        return self._left(number, names, ())

    def text(self, made: Made) -> str:
        for end in range(len(made.path), -1, -1):
            name = self._names.get((made.step, made.path[:end]))
            if name is not None:
                return name + "".join(f"[{place!r}]" for place in made.path[end:])
        return "..."

    def _left(self, number: int, names: Names, path: Path) -> str:
        if isinstance(names, str):
            name, count = names, 1
            while name in self._used:
                count += 1
                name = f"{names}_{count}"
            self._used.add(name)
            self._names[number, path] = name
            return name
        parts = [self._left(number, part, (*path, place)) for place, part in enumerate(names)]
        text = ", ".join(parts) + ("," if len(parts) == 1 else "")
        return f"({text})" if path else text


def _step_text(step: Step, variables: _Variables) -> str:
    def shown(value: object) -> object:
        return Verbatim(variables.text(value)) if isinstance(value, Made) else value

    owner = "" if step.target is None else variables.text(step.target)
    name = f"{owner}.{step.name}" if owner and step.name else owner or step.name
    if step.attribute:
        return name
    args = [mapped(value, shown) for value in step.args]
    return call_text(name, args, {key: mapped(value, shown) for key, value in step.kwargs.items()})


def snake(name: str) -> str:
    """``LSTMCell`` to ``lstm_cell``; nothing for what does not look like a class."""
    if not name[:1].isupper():
        return ""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
