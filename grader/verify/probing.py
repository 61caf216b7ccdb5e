"""Calls that the suite does not make, of its own ones varied: plain calls, and chains that go through the forward of a cache.

What ``grader.verify.variation`` makes of arguments, as calls. Inside a laboratory's process: the reference is asked.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence

from grader.judge.explain.chains import Chain
from grader.judge.explain.inputs import Input
from grader.judge.running.outcome import Outcome
from grader.judge.running.pairs import without
from grader.judge.running.provenance import Recipe, compared_without
from grader.judge.running.reference import Reference
from grader.judge.running.reference_side import ReferenceStudent
from grader.model import Assignment
from grader.verify.corpus import MAX_ENTRIES, Asked
from grader.verify.stated import Stated, stated_lengths
from grader.verify.variation import Probe, alike, varied

# Forms of input of one function, and structures of calls, that are varied.
MAX_FORMS = 4
SECONDS = 2.0
Probed = tuple[Asked, Probe]


def probed_calls(reference: Reference, function: str, asked: Sequence[Asked]) -> Iterator[Probed]:
    """Variations of the plain calls of a function."""
    own = [call for call in asked if call.function == function]
    keep = own[0].keep if own else ()
    forms = sorted(alike([Input(call.args, call.kwargs) for call in own]), key=len, reverse=True)
    for known in forms[:MAX_FORMS]:
        stated = _stated(reference, function)
        for each in varied(known, lambda given: reference.call(function, given.args, given.kwargs), stated):
            call = Asked(function, each.given.args, each.given.kwargs, _origin(each.probe), keep, ours=True)
            if call.size <= MAX_ENTRIES:
                yield call, each.probe


def probed_chains(reference: Reference, assignment: Assignment, chains: Sequence[Asked]) -> Iterator[Probed]:
    """Variations of what is done with objects, the arguments of all calls of a chain as one input."""
    side = ReferenceStudent(reference)
    found: dict[str, dict[object, list[Chain]]] = {}
    for each in chains:
        chain = Chain(each.recipe, assignment.spec_for(each.function), side, _nobody, SECONDS)
        if each.recipe[-1].argument is None and chain.start.kwargs:
            structure = tuple((step.name, step.target) for step in each.recipe)
            found.setdefault(each.function, {}).setdefault(structure, []).append(chain)
    for function, structures in found.items():
        for same in sorted(structures.values(), key=len, reverse=True)[:MAX_FORMS]:
            yield from _probed_chain(reference, function, same)


def _probed_chain(reference: Reference, function: str, chains: Sequence[Chain]) -> Iterator[Probed]:
    chain = chains[0]

    def value(given: Input) -> object:
        walked = chain.walked(given.kwargs)
        if walked is None:
            raise ValueError("the reference refuses it")
        recipe, values = walked
        return without(values[-1], compared_without(recipe))

    for known in alike([each.start for each in chains])[:MAX_FORMS]:
        for each in varied(known, value, _stated_of_chain(reference, chain)):
            walked = chain.walked(each.given.kwargs)
            if walked is not None:
                recipe = walked[0]
                call = Asked(function, (), {}, _origin(each.probe), recipe[-1].keep, recipe, ours=True)
                if call.size <= MAX_ENTRIES:
                    yield call, each.probe


def _nobody(_: Recipe) -> Outcome:
    return Outcome(raised="nobody was asked")


def _stated(reference: Reference, function: str) -> Stated:
    try:
        target = reference.attribute(function)
        return stated_lengths(target.__doc__, list(inspect.signature(target).parameters))
    except (AttributeError, TypeError, ValueError):
        return {}


def _stated_of_chain(reference: Reference, chain: Chain) -> Stated:
    """By the names of the arguments, from the docstrings of the functions and classes that the chain calls."""
    found: dict[tuple[int | str, ...], tuple[str, ...]] = {}
    for step in chain.steps:
        if step.target is None:
            try:
                target = reference.attribute(step.name)
                names = list(inspect.signature(target).parameters)
            except (AttributeError, TypeError, ValueError):
                continue
            for path, symbols in stated_lengths(target.__doc__, names).items():
                found[names[int(path[0])], *path[1:]] = symbols
    return found


def _origin(probe: Probe) -> str:
    return f"one of the suite's calls with other {WORDS[probe.kind]}"


WORDS = {
    "length": "lengths", "apart": "lengths, no two of them equal", "equal": "lengths, two of them equal", "number": "numbers",
    "numbers": "numbers", "flag": "flags", "text": "texts", "values": "entries", "mixed": "lengths, numbers and entries",
}  # fmt: skip
