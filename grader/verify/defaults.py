"""Arguments that no call of a suite gives: their default values written out, so that they are varied as any other argument is.

An argument that always has its default may be ignored by whoever is graded, and no input of the suite would show it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from inspect import Parameter

from grader.judge.running.provenance import Recipe, Step

Given = tuple[tuple[object, ...], Mapping[str, object]]
Place = tuple[str, str]
POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
SCALARS = (bool, int, float, str)


@dataclass(frozen=True, slots=True)
class Defaults:
    """``names``: of a function's arguments that go by place; ``values``: the defaults of arguments that no call gives."""

    names: tuple[str, ...]
    values: Mapping[str, object]

    def written_out(self, args: tuple[object, ...], kwargs: Mapping[str, object]) -> Given:
        """The same call with every default given."""
        named = dict(kwargs)
        for name, value in self.values.items():
            if self.names[len(args) : len(args) + 1] == (name,):
                args = (*args, value)
            else:
                named[name] = value
        return args, named

    def left_out(self, args: tuple[object, ...], kwargs: Mapping[str, object]) -> Given:
        """The same call with no default given where it need not be."""
        while args and len(args) <= len(self.names) and self._is_default(self.names[len(args) - 1], args[-1]):
            args = args[:-1]
        return args, {name: value for name, value in kwargs.items() if not self._is_default(name, value)}

    def _is_default(self, name: str, value: object) -> bool:
        return name in self.values and type(value) is type(self.values[name]) and value == self.values[name]


def defaults_of(function: Callable[..., object] | None, calls: Iterable[Given], *, bound: bool = True) -> Defaults:
    """Of numbers, flags and texts. ``bound``: whether the object of a method is no argument any more."""
    parameters = _parameters(function)[0 if bound else 1 :]
    names = tuple(each.name for each in parameters if each.kind in POSITIONAL)
    given = {name for args, kwargs in calls for name in (*names[: len(args)], *kwargs)}
    return Defaults(names, {each.name: each.default for each in parameters if _is_open(each) and each.name not in given})


def _is_open(parameter: Parameter) -> bool:
    """What begins with an underscore is the reference's own business."""
    return type(parameter.default) in SCALARS and not parameter.name.startswith("_")


def _parameters(function: Callable[..., object] | None) -> list[Parameter]:
    if function is None:
        return []
    try:
        return list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return []


def defaults_along(recipes: Sequence[Recipe], attribute: Callable[[str], object]) -> dict[Place, Defaults]:
    """For all that recipes call: functions, classes and methods. ``attribute``: the reference's of a name; AttributeError."""
    found: dict[Place, list[Given]] = {}
    for recipe in recipes:
        for step in recipe:
            if not step.attribute:
                found.setdefault(_place(step, recipe), []).append((step.args, step.kwargs))
    return {
        (owner, name): defaults_of(_called(owner, name, attribute), calls, bound=not owner)
        for (owner, name), calls in found.items()
    }


def changed(recipe: Recipe, along: Mapping[Place, Defaults], change: Callable[[Defaults, Step], Given]) -> Recipe:
    """The recipe with the defaults of each call written out, or left out."""
    steps = []
    for step in recipe:
        own = along.get(_place(step, recipe))
        args, kwargs = change(own, step) if own is not None and not step.attribute else (step.args, step.kwargs)
        steps.append(replace(step, args=args, kwargs=kwargs))
    return tuple(steps)


def _place(step: Step, recipe: Recipe) -> Place:
    """Who made the object whose method is called, if it is one's, and what is called."""
    return "" if step.target is None else recipe[step.target.step].name, step.name


def _called(owner: str, name: str, attribute: Callable[[str], object]) -> Callable[..., object] | None:
    """None where it cannot be told: the method of an object that a function returned, say."""
    try:
        found = getattr(attribute(owner), name) if owner else attribute(name)
    except AttributeError:
        return None
    return found if callable(found) else None
