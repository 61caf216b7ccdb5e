"""Where an object that stays in the student's process comes from: the calls that made it and may have changed it since.

A report shows them as Python (``out, cache = conv_forward(...)``, then the call that failed), and a ``Recipe`` can be played again.
Knows nothing of processes; an ``Origin`` holds no object, so that objects are let go of as soon as the suite lets go of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from grader.judge.running.literal import Verbatim, call_text, value_text
from grader.judge.running.tree import leaves, mapped, part_at
from grader.model import FunctionSpec, Names
from grader.model.opaque import NoData, origin_of

MAX_EVENTS = 512
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
    ``argument``: which argument (its place and its name) is looked at after the call, in the place of the value.
    """

    name: str
    args: tuple[object, ...] = ()
    kwargs: Mapping[str, object] = field(default_factory=dict)
    target: Made | None = None
    attribute: bool = False
    names: Names = ""
    keep: tuple[Path, ...] = ()
    argument: tuple[int | str, str] | None = None


# Calls in their order; the last one is what it is all about.
Recipe = tuple[Step, ...]


class Origin:
    """The life of one object so far.

    ``apart``: something was asked of the student's object alone, so that the reference's stands elsewhere.
    ``cut``: the beginning of its life is forgotten.
    """

    __slots__ = ("apart", "cut", "events", "made_by", "path")

    def __init__(self, made_by: Event, path: Path) -> None:
        self.made_by, self.path = made_by, path
        self.events: list[Event] = []
        self.apart, self.cut = made_by.alone, False


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """A call that was answered, with origins in the places of objects. ``alone``: by the student's side only."""

    at: int
    step: Step
    target: Origin | None
    uses: tuple[Origin, ...]
    alone: bool


def origin_behind(value: object) -> Origin | None:
    """The origin of a student's object; of a pair its own."""
    origin = origin_of(value) if isinstance(value, NoData) else None
    return origin if isinstance(origin, Origin) else None


def used(target: object, args: Iterable[object], kwargs: Mapping[str, object]) -> tuple[Origin, ...]:
    """The origins of the objects that a call is handed, that of its target first."""
    found = [origin_behind(leaf) for value in (*args, *kwargs.values()) for leaf in leaves(value)]
    return tuple(dict.fromkeys(origin for origin in (origin_behind(target), *found) if origin is not None))


def noted(at: int, step: Step, target: object, *, makes: bool, alone: bool = False) -> Event:
    """The event of a call that was just answered; the objects among its arguments hear of it, since it may have changed them.

    ``makes``: whether its value holds an object, so that the event will be asked for later.
    """
    owner, uses = origin_behind(target), used(target, step.args, step.kwargs)
    if owner is not None and not step.name and (taken_from := _owner_of_method(owner)) is not None:
        step, uses = replace(step, name=owner.made_by.step.name), tuple(taken_from if each is owner else each for each in uses)
        owner = taken_from
    event = Event(at, snapshot(step) if uses or makes else step, owner, uses, alone)
    if step.attribute and makes:  # a method was looked at
        return event
    for origin in family(uses) if alone else uses:
        origin.events.append(event)
        origin.apart = origin.apart or alone
        origin.cut = origin.cut or len(origin.events) > MAX_EVENTS
        del origin.events[:-MAX_EVENTS]
    return event


def _owner_of_method(origin: Origin) -> Origin | None:
    """The object from which a suite took a method before it called it; None where the origin is that of no such method."""
    return origin.made_by.target if origin.made_by.step.attribute and not origin.path else None


def family(origins: Iterable[Origin]) -> tuple[Origin, ...]:
    """The origins and those of the objects that they were made of, of which they may be parts."""
    found = dict.fromkeys(origins)
    waiting = list(found)
    while waiting:
        new = [origin for origin in waiting.pop().made_by.uses if origin not in found]
        found.update(dict.fromkeys(new))
        waiting += new
    return tuple(found)


def history(origins: Iterable[Origin]) -> list[Event]:
    """Every call that made one of the objects, or may have changed it, with all that these calls used, in their order."""
    found: dict[Event, None] = {}
    seen = dict.fromkeys(origins)
    waiting = list(seen)
    while waiting:
        origin = waiting.pop()
        new = [event for event in (origin.made_by, *origin.events) if event not in found]
        found.update(dict.fromkeys(new))
        reached = dict.fromkeys(other for event in new for other in event.uses if other not in seen)
        seen.update(reached)
        waiting += reached
    return sorted(found, key=lambda event: event.at)


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
    kept, needed = [last], set(last.uses)
    for event in reversed(history(last.uses)):
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


def compared_without(recipe: Recipe) -> tuple[Path, ...]:
    """The parts of what the recipe is about that are not compared."""
    return recipe[-1].keep if recipe[-1].argument is None else ()


def spec_of(recipe: Recipe, spec: FunctionSpec) -> FunctionSpec:
    """The rules of what the recipe is about: of a function's value, or of an argument after its call."""
    argument = recipe[-1].argument
    return spec if argument is None else replace(spec, returns=argument[1], opaque=())


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
    return replace(step, args=args, kwargs=kwargs, target=target)


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
