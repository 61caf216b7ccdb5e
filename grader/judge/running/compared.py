"""What a suite compared by an assertion of its own: a returned value, or a part of it, beside what was expected of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.model import Rule

MAX_COMPARED = 50


@dataclass(frozen=True, slots=True)
class Compared:
    """A returned value, or the part of it at ``place``, beside what the suite expected of it."""

    function: str
    place: int | None
    args: tuple[object, ...]
    kwargs: Mapping[str, object]
    expected: object
    actual: object
    rule: Rule


def place_in(value: object, actual: object) -> int | str | None:
    """Where ``actual`` is in a returned value: None for all of it, a place in a tuple, ``""`` where it was made of it."""
    if actual is value:
        return None
    places = [place for place, part in enumerate(value) if part is actual] if type(value) is tuple else []
    return places[0] if len(places) == 1 else ""
