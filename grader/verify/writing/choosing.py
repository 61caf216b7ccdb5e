"""Few cases that together kill every mutant that any case can. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from grader.verify.writing.plan import CasePlan

# Plain cases first: a special one has to kill more than its share to be preferred.
COSTS = {
    "general": 1.0,
    "integers": 1.2,
    "prose": 1.2,
    "ties": 1.5,
    "large": 1.5,
    "tiny": 1.5,
    "value": 1.4,
    "option": 1.3,
    "again": 1.3,
    "empty": 2.0,
    "error": 1.3,
}
# So many different sizes every function is asked at, whatever its mutants need: a size written as a number has to fail.
LEAST_GENERAL = 2


def always(cases: Sequence[CasePlan]) -> tuple[int, ...]:
    """Places of the cases that every suite has: plain ones with sizes of which none is the same in all of them, all of them
    one, each that may be negative once; and one for each option."""
    general = [place for place, case in enumerate(cases) if case.theme == "general"]
    taken: list[int] = []
    for place in general:
        sizes = [dict(cases[each].sizes) for each in taken]
        fixed = [name for name, size in cases[place].sizes if all(each[name] == sizes[0][name] for each in sizes)] if sizes else []
        new = any(dict(cases[place].sizes)[name] != sizes[0][name] for name in fixed)
        if len(taken) < LEAST_GENERAL or new:
            taken.append(place)
    ones = [place for place in general if cases[place].sizes and all(size == 1 for _, size in cases[place].sizes)]
    return tuple(dict.fromkeys([*taken, *ones, *_negative(cases, general), *_optional(cases)]))


def _negative(cases: Sequence[CasePlan], general: Sequence[int]) -> list[int]:
    """A case for each number that may be negative and is so in it: no small change of a program asks for that."""
    first: dict[str, int] = {}
    for place in general:
        for name, size in cases[place].sizes:
            if isinstance(size, int) and size < 0:
                first.setdefault(name, place)
    return list(first.values())


def _optional(cases: Sequence[CasePlan]) -> list[int]:
    """A case for each option: one that is read from nowhere, or ignored, is no small change of a program."""
    first: dict[str, int] = {}
    for place, case in enumerate(cases):
        for name, _ in case.options:
            first.setdefault(name, place)
    return list(first.values())


def chosen(cases: Sequence[CasePlan], kills: Mapping[int, Set[str]]) -> tuple[int, ...]:
    """Places of the chosen cases, in order. ``kills``: for each place the mutants that it is known to kill."""
    taken = list(always(cases))
    left = {key for keys in kills.values() for key in keys} - {key for place in taken for key in kills[place]}
    while left:
        worth = {place: len(keys & left) / COSTS[cases[place].theme] for place, keys in kills.items() if place not in taken}
        best = max(worth, key=lambda place: (worth[place], -place))
        taken.append(best)
        left -= kills[best]
    return tuple(sorted(taken))
