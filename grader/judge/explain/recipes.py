"""Of calls that lead to a value: what they are about, which are alike, and which of many are enough. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from grader.judge.running.literal import Verbatim
from grader.judge.running.outcome import Failure, count_of, fingerprint
from grader.judge.running.provenance import Made, Recipe
from grader.judge.running.tree import leaves

# Of a recipe that is played again.
MAX_STEPS = 16
MAX_NUMBERS = 5000
# A function, and the argument that is looked at after its call, if it is one.
Subject = tuple[str, str]


def subject_of(function: str, recipe: Recipe) -> Subject:
    argument = recipe[-1].argument if recipe else None
    return function, "" if argument is None else argument[1]


def shortest_of(failures: Iterable[tuple[str, Failure, Recipe]]) -> dict[tuple[str, Failure], Recipe]:
    """Of each function and each of the ways in which it fails the fewest calls that lead there."""
    found: dict[tuple[str, Failure], Recipe] = {}
    for function, failure, recipe in failures:
        known = found.get((function, failure))
        if is_about_objects(recipe) and (known is None or _size(recipe) < _size(known)):
            found[function, failure] = recipe
    return found


def sorted_out(recipes: Iterable[tuple[str, Recipe]], most: int) -> dict[Subject, dict[bytes, Recipe]]:
    """By what they are about, those that no function asked by itself tells of; one of each, and so many."""
    found: dict[Subject, dict[bytes, Recipe]] = {}
    for function, recipe in recipes:
        if is_about_objects(recipe):
            mine = found.setdefault(subject_of(function, recipe), {})
            if len(mine) < most:
                mine[key_of(recipe)] = recipe
    return found


def is_about_objects(recipe: Recipe) -> bool:
    """Whether a function asked by itself says nothing of it, and playing it again costs little."""
    if not recipe or len(recipe) > MAX_STEPS:
        return False
    values = [value for step in recipe for value in (*step.args, *step.kwargs.values())]
    if sum(count_of(value) for value in values) > MAX_NUMBERS:
        return False
    if any(isinstance(leaf, Verbatim) for value in values for leaf in leaves(value)):
        return False
    last = recipe[-1]
    return (last.target is not None or last.argument is not None) or any(
        isinstance(leaf, Made) for value in (*last.args, *last.kwargs.values()) for leaf in leaves(value)
    )


def _size(recipe: Recipe) -> tuple[int, int]:
    return len(recipe), sum(count_of(value) for step in recipe for value in (*step.args, *step.kwargs.values()))


def structure_of(recipe: Recipe) -> list[tuple[object, ...]]:
    """Which calls they are, whatever is handed over."""
    return [
        (step.name, step.attribute, repr(step.target), repr(step.argument), len(step.args), tuple(step.kwargs)) for step in recipe
    ]


def key_of(recipe: Recipe) -> bytes:
    steps = [[step.name, repr((step.target, step.argument)), list(step.args), dict(step.kwargs)] for step in recipe]
    return fingerprint(steps, {})
