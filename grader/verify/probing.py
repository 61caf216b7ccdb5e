"""Calls that the suite does not make, of its own ones varied: plain calls, and chains that go through the forward of a cache.

What ``grader.verify.variation`` makes of arguments, as calls. Inside a laboratory's process: the reference is asked.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.judge.explain.chains import Chain
from grader.judge.explain.inputs import Input
from grader.judge.running.outcome import Outcome
from grader.judge.running.pairs import without
from grader.judge.running.provenance import Recipe, compared_without
from grader.judge.running.reference import Reference
from grader.judge.running.reference_side import ReferenceStudent
from grader.model import Assignment
from grader.verify.axes import Ask, axis_groups
from grader.verify.conditions import Condition, missing
from grader.verify.corpus import MAX_ENTRIES, Asked
from grader.verify.defaults import Defaults, Place, changed, defaults_along, defaults_of
from grader.verify.stated import Stated, stated_least, stated_lengths, stated_texts
from grader.verify.variation import Probe, Varied, alike, varied

# Forms of input of one function, and structures of calls, that are varied.
MAX_FORMS = 4
SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Form:
    """Inputs of one form that the suite gives a function, and how others of the form are asked."""

    function: str
    known: tuple[Input, ...]
    ask: Ask
    stated: Stated
    parameters: tuple[str, ...]
    texts: tuple[str, ...]
    call: Callable[[Varied], Asked | None]

    def calls(self) -> Iterator[Asked]:
        """Variations that the reference answers."""
        for each in varied(self.known, self.ask, self.stated, self.texts):
            call = self.call(each)
            if call is not None and call.size <= MAX_ENTRIES:
                yield call

    def missing(self) -> list[Condition]:
        """Which conditions none of the known inputs has, of those that the reference answers."""
        groups = axis_groups(self.known, self.ask, self.stated)
        others = list(varied(self.known, self.ask, self.stated, self.texts))
        return missing(self.function, self.known, groups, others, self.parameters)


def forms_of(
    reference: Reference, assignment: Assignment, functions: Collection[str], asked: Sequence[Asked], chains: Sequence[Asked]
) -> Iterator[Form]:
    """The forms of plain calls first, of each function those with most inputs."""
    for function in sorted(functions):
        own = [call for call in asked if call.function == function]
        defaults = defaults_of(_function(reference, function), [(call.args, call.kwargs) for call in own])
        forms = alike([Input(*defaults.written_out(call.args, call.kwargs)) for call in own])
        for known in sorted(forms, key=len, reverse=True)[:MAX_FORMS]:
            yield _of_calls(reference, function, known, own[0].keep, defaults)
    yield from _of_chains(reference, assignment, functions, chains)


def _of_chains(reference: Reference, assignment: Assignment, functions: Collection[str], chains: Sequence[Asked]) -> Iterator[Form]:
    along = defaults_along([each.recipe for each in chains], reference.attribute)
    structures: dict[str, dict[object, list[Chain]]] = {}
    for each in chains:
        recipe = changed(each.recipe, along, lambda own, step: own.written_out(step.args, step.kwargs))
        chain = Chain(recipe, assignment.spec_for(each.function), ReferenceStudent(reference), _nobody, SECONDS)
        if each.function in functions and each.recipe[-1].argument is None and chain.start.kwargs:
            structure = tuple((step.name, step.target) for step in each.recipe)
            structures.setdefault(each.function, {}).setdefault(structure, []).append(chain)
    for function, found in structures.items():
        for same in sorted(found.values(), key=len, reverse=True)[:MAX_FORMS]:
            for known in alike([each.start for each in same])[:MAX_FORMS]:
                yield _of_chain(reference, function, known, same[0], along)


def _of_calls(
    reference: Reference, function: str, known: Sequence[Input], keep: tuple[tuple[int, ...], ...], defaults: Defaults
) -> Form:
    parameters = _parameters(reference, function)

    def call(each: Varied) -> Asked:
        args, kwargs = defaults.left_out(each.given.args, each.given.kwargs)
        return Asked(function, args, kwargs, _origin(each.probe), keep, ours=True)

    return Form(
        function,
        tuple(known),
        lambda given: reference.call(function, given.args, given.kwargs),
        stated_of(reference, function),
        parameters,
        stated_texts(_function(reference, function)),
        call,
    )


def _of_chain(reference: Reference, function: str, known: Sequence[Input], chain: Chain, along: Mapping[Place, Defaults]) -> Form:
    """The arguments of all calls of a chain are one input, by name; what follows an earlier value is made again."""

    def ask(given: Input) -> object:
        walked = chain.walked(given.kwargs)
        if walked is None:
            raise ValueError("the reference refuses it")
        return without(walked[1][-1], compared_without(walked[0]))

    def call(each: Varied) -> Asked | None:
        walked = chain.walked(each.given.kwargs)
        if walked is None:
            return None
        recipe = changed(walked[0], along, lambda own, step: own.left_out(step.args, step.kwargs))
        return Asked(function, (), {}, _origin(each.probe), recipe[-1].keep, recipe, ours=True)

    stated, texts = {}, dict[str, None]()
    for step in chain.steps:
        if step.target is None:
            texts |= dict.fromkeys(stated_texts(_function(reference, step.name)))
            names = _parameters(reference, step.name)
            for path, symbols in stated_lengths(_docstring(reference, step.name), names).items():
                stated[names[int(path[0])], *path[1:]] = symbols
    return Form(function, tuple(known), ask, stated, (), tuple(texts), call)


def _nobody(_: Recipe) -> Outcome:
    return Outcome(raised="nobody was asked")


def is_meant(reference: Reference, call: Asked) -> bool:
    """Whether every integer is as large as the docstring says that it is."""
    asked = [(step.name, step.args, step.kwargs) for step in call.recipe if step.target is None]
    for name, args, kwargs in asked or [(call.function, call.args, call.kwargs)]:
        names = _parameters(reference, name)
        given = {**dict(zip(names, args, strict=False)), **kwargs}
        for each, least in stated_least(_docstring(reference, name), names).items():
            value = given.get(each)
            if isinstance(value, int) and value < least:
                return False
    return True


def _function(reference: Reference, name: str) -> Callable[..., object] | None:
    try:
        found = reference.attribute(name)
    except AttributeError:
        return None
    return found if callable(found) else None


def stated_of(reference: Reference, function: str) -> Stated:
    """What the function's docstring calls the lengths of its arguments."""
    return stated_lengths(_docstring(reference, function), _parameters(reference, function))


def _parameters(reference: Reference, function: str) -> tuple[str, ...]:
    found = _function(reference, function)
    try:
        return tuple(inspect.signature(found).parameters) if found is not None else ()
    except (TypeError, ValueError):
        return ()


def _docstring(reference: Reference, function: str) -> str | None:
    found = _function(reference, function)
    return inspect.getdoc(found) if found is not None else None


def _origin(probe: Probe) -> str:
    return f"one of the suite's calls with other {WORDS[probe.kind]}"


WORDS = {
    "length": "lengths", "apart": "lengths, no two of them equal", "equal": "lengths, two of them equal", "number": "numbers",
    "numbers": "numbers", "flag": "flags", "text": "texts", "values": "entries", "mixed": "lengths, numbers and entries",
}  # fmt: skip
