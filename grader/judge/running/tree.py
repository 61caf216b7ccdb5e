"""Structures of values, walked: copied with other leaves, looked into, changed at one place. Only exact builtin containers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

SEQUENCES = (list, tuple)
SUBCLASSED = (int, float, complex, str, bytes)
SCALARS = (bool, *SUBCLASSED)


def mapped(value: object, leaf: Callable[[object], object]) -> object:
    """The structure again, with ``leaf(x)`` in the place of everything that is no container."""
    kind: Any = type(value)
    if kind in (list, tuple, set, frozenset):
        return kind(mapped(item, leaf) for item in value)  # type: ignore[attr-defined]
    if kind is dict:
        return {key: mapped(item, leaf) for key, item in value.items()}  # type: ignore[attr-defined]
    return leaf(value)


def as_data(value: object) -> object:
    """Named tuples, ordered dictionaries and the like as what they stand on, which is how a student's arrive."""
    if isinstance(value, tuple | list):
        items = [as_data(item) for item in value]
        return items if isinstance(value, list) else tuple(items)
    if isinstance(value, dict):
        return {key: as_data(item) for key, item in value.items()}
    if type(value) not in SCALARS and isinstance(value, SUBCLASSED) and not isinstance(value, np.generic):
        kind: Any = next(kind for kind in SUBCLASSED if isinstance(value, kind))
        return kind(value)
    return value


def leaves(value: object) -> Iterator[object]:
    """Everything in the structure that is no container."""
    kind = type(value)
    if kind in SEQUENCES:
        for item in value:  # type: ignore[attr-defined]
            # An array's worth of plain numbers is not worth a generator each.
            if type(item) not in (int, float):
                yield from leaves(item)
    elif kind is dict:
        for item in value.values():  # type: ignore[attr-defined]
            yield from leaves(item)
    elif kind not in (set, frozenset):
        yield value


def places(value: object, wanted: Callable[[object], bool]) -> Iterator[tuple[int, ...]]:
    """Paths through tuples and lists to the parts that are ``wanted``."""
    if wanted(value):
        yield ()
    elif type(value) in SEQUENCES:
        for place, item in enumerate(value):  # type: ignore[arg-type,var-annotated]
            if type(item) not in (int, float):
                for path in places(item, wanted):
                    yield (place, *path)


def part_at(value: object, path: tuple[int, ...]) -> object:
    """The part at the path. Raises LookupError where the structure has none."""
    for place in path:
        if type(value) not in SEQUENCES:
            raise LookupError(path)
        value = value[place]  # type: ignore[index]
    return value


def has_part(value: object, path: tuple[int, ...]) -> bool:
    try:
        part_at(value, path)
    except LookupError:
        return False
    return True


def with_part(value: object, path: tuple[int, ...], part: object) -> object:
    """The structure with another part at the path, which it must have."""
    if not path:
        return part
    items = list(value)  # type: ignore[call-overload]
    items[path[0]] = with_part(items[path[0]], path[1:], part)
    return tuple(items) if type(value) is tuple else items
