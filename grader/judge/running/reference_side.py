"""The reference in the student's place: what a right answer would have led to."""

from __future__ import annotations

import gc
import inspect
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.judge.running.context import Answer
from grader.judge.running.pairs import DATA, for_student, label_behind, opaque_paths
from grader.judge.running.provenance import Step
from grader.judge.running.record import Record
from grader.judge.running.reference import Reference, called
from grader.judge.running.tree import as_data, part_at, places, with_part
from grader.model.opaque import NoData
from grader.sandbox.protocol import Ask


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

    def call(self, name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        return self._reference.call(name, args, kwargs)

    def answer(self, ask: Ask, label: str) -> Answer:  # noqa: ARG002  # the label is for a student's report
        value, arguments = called(self._named(ask), ask.args, ask.kwargs, ask.mutates, _let_go)
        return Answer(_held(value, ask.keep), arguments)

    def fetch(self, ask: Ask, label: str) -> object:  # noqa: ARG002  # as above
        return _held(self._named(ask), ask.keep)

    def play(self, step: Step, args: Sequence[object], kwargs: Mapping[str, object], target: object) -> object:
        """One step of a recipe: its value, or the argument that it is about."""
        mutates = () if step.argument is None else (step.argument[0],)
        owner = () if target is None else (target,)
        ask = Ask(name=step.name, args=args, kwargs=kwargs, target=owner, keep=step.keep, mutates=mutates)
        if step.attribute:
            return self.fetch(ask, step.name)
        answer = self.answer(ask, step.name)
        return as_data(answer.arguments[0]) if mutates else answer.value

    def parameters(self, step: Step, target: object) -> tuple[str, ...]:
        """The names of what the step's call takes by place; none where they cannot be told."""
        function = self._named(Ask(name=step.name, target=() if target is None else (target,)))
        try:
            found = inspect.signature(function).parameters.values()
        except (TypeError, ValueError):
            return ()
        return tuple(each.name for each in found if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD))

    def holds(self, part: object) -> bool:
        return type(part) is Held

    def _named(self, ask: Ask) -> Any:
        if not ask.target:
            return self._reference.attribute(ask.name)
        owner = _let_go(ask.target[0])
        return getattr(owner, ask.name) if ask.name else owner


class Held(NoData):
    """An object of the reference in the student's place, which a suite may treat no better than a student's own."""

    __slots__ = ("_use", "_value")

    def __init__(self, value: object) -> None:
        self._value: Any = value
        self._use: Callable[[], None] = _unwatched
        self._origin: object = None
        self._record: object = None

    def __call__(self, *args: object, **kwargs: object) -> Any:
        self._use()
        given, named = for_student(args, kwargs, self._record) if isinstance(self._record, Record) else (args, kwargs)
        value = called(self._value, given, named, (), _let_go)[0]
        keep = self._kept("")
        return self._noted(Step("", args, kwargs, keep=keep), _held(value, (*keep, *_objects(value))))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        self._use()
        value, keep = getattr(self._value, name), self._kept(name)
        held = Held(value) if callable(value) else _held(value, (*keep, *_objects(value)))
        return self._noted(Step(name, attribute=True, keep=keep), held)

    def _kept(self, name: str) -> tuple[tuple[int, ...], ...]:
        """Where the value of its method ``name`` has parts that are declared opaque."""
        record = self._record
        return tuple(opaque_paths(record.spec_for(label_behind(self._origin, name)))) if isinstance(record, Record) else ()

    def _noted(self, step: Step, value: object) -> object:
        if isinstance(self._record, Record):
            self._record.note(step, self, value)
        return value


def watch(held: Held, used: Callable[[], None]) -> None:
    """``used`` hears of it when a suite calls the object by itself, or looks into it."""
    held._use = used  # noqa: SLF001  # as below


def weight_of(held: Held, most: int) -> int:
    """About how many bytes the object takes with all that it alone leads to, or more than ``most``; classes and modules apart."""
    size, seen, waiting = 0, set[int](), [_let_go(held)]
    while waiting and size <= most:
        part = waiting.pop()
        if id(part) in seen or isinstance(part, type | types.ModuleType | types.CodeType):
            continue
        seen.add(id(part))
        if isinstance(part, types.GeneratorType | types.FrameType):  # what it leads to is everything
            return most + 1
        size += sys.getsizeof(part)
        if isinstance(part, np.ndarray):
            size += part.nbytes  # of a view's base, about
        if isinstance(part, types.FunctionType):
            waiting += [part.__closure__, part.__defaults__, part.__kwdefaults__, vars(part)]
        else:
            waiting += gc.get_referents(part)
    return size


def _unwatched() -> None:
    """Nobody wants to hear of it."""


def _objects(value: object) -> Iterator[tuple[int, ...]]:
    """Where it has instances of classes, which of a student would come as handles."""
    return places(value, lambda part: not isinstance(part, DATA) and type(part).__module__ != "builtins")


def _let_go(value: object) -> object:
    return value._value if type(value) is Held else value  # noqa: SLF001  # a name kept from the suite on purpose


def _held(value: object, keep: Sequence[tuple[int, ...]]) -> object:
    for path in keep:
        try:
            part = part_at(value, path)
            value = with_part(value, path, part if type(part) is Held else Held(part))
        except LookupError:
            continue
    return value
