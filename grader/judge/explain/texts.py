"""What texts, options, and the keys of dicts have in common, so that what is left of one when it is cut down stays one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from grader.judge.explain.inputs import Input, Path, dicts_of

SEPARATORS = (",", ";", ":", "|", "=", "\t", " ")
# A dict may lose keys down to so many.
LEAST = 2


def at(given: Input, path: Path) -> object:
    """The value at a path; None where there is none."""
    value: object = dict(given.parts).get(path[0])
    for step in path[1:]:
        if type(value) is dict:
            value = value.get(step)
        elif type(value) in (list, tuple) and type(step) is int and step < len(value):  # type: ignore[arg-type]
            value = value[step]  # type: ignore[index]
        else:
            return None
    return value


def options(inputs: Sequence[Input]) -> list[tuple[Path, frozenset[object]]]:
    """Texts, flags and None: what is one of a few words in all inputs is a choice."""
    found: dict[Path, list[object]] = {}
    for given in inputs:
        for key, value in given.parts:
            for path, leaf in _words((key,), value):
                found.setdefault(path, []).append(leaf)
    chosen = {
        path: frozenset(values)
        for path, values in found.items()
        if not all(type(each) is str for each in values) or len(set(values)) == 1 or 2 * len(set(values)) <= len(values)
    }
    # What some inputs leave out may be left out.
    return [
        (path, values | {None} if any(at(each, path) is None for each in inputs) else values) for path, values in chosen.items()
    ]


def is_option(value: object, known: frozenset[object], *, optional: bool) -> bool:
    """Whether a value may stand in the place of options: one of them, or an array where that is ``optional``, as a mask is."""
    return value in known if _is_word(value) else optional


def _is_word(value: object) -> bool:
    return value is None or type(value) in (bool, str)


def keys_of(inputs: Sequence[Input]) -> list[tuple[Path, frozenset[object] | int]]:
    found: dict[Path, list[frozenset[object]]] = {}
    for given in inputs:
        for path, each in dicts_of(given).items():
            found.setdefault(path, []).append(frozenset(each))
    return [(path, sets[0] if len(set(sets)) == 1 else min(LEAST, *map(len, sets))) for path, sets in found.items()]


def has_keys(value: object, keys: frozenset[object] | int) -> bool:
    if type(value) is not dict:
        return True
    return len(value) >= keys if isinstance(keys, int) else frozenset(value) == keys


def named(inputs: Sequence[Input]) -> list[tuple[Path, Path]]:
    """Graphs, tables with a row for each word: what all inputs keep."""
    dicts = list(dict.fromkeys(path for given in inputs for path in dicts_of(given)))
    places = list(dict.fromkeys([*dicts, *((key,) for given in inputs for key, _ in given.parts)]))
    return [
        (place, path)
        for path in dicts
        for place in places
        if all(is_named(at(given, place), at(given, path)) for given in inputs)
        and any(_names_in(at(given, place)) for given in inputs)
    ]


def is_named(value: object, table: object) -> bool:
    return type(table) is not dict or _names_in(value) <= frozenset(table)


def _names_in(value: object) -> frozenset[object]:
    """Texts, and of a dict those in its values."""
    if type(value) is str:
        return frozenset([value])
    parts = value.values() if type(value) is dict else value if type(value) in (list, tuple, set) else ()
    return frozenset[object]().union(*(_names_in(part) for part in parts))  # type: ignore[attr-defined]


def _words(path: Path, value: object) -> list[tuple[Path, object]]:
    if _is_word(value):
        return [(path, value)]
    if type(value) is dict:
        return [pair for key, item in value.items() for pair in _words((*path, key), item)]
    if type(value) is tuple:
        return [pair for index, item in enumerate(value) for pair in _words((*path, index), item)]
    return []


def _are_filled(text: str, separator: str) -> bool:
    return all(field.strip() for line in text.splitlines() for field in line.split(separator))


def _are_even(text: str, separator: str) -> bool:
    return len({len(line.split(separator)) for line in text.splitlines()}) < 2


# How a text may be made up: each field says something, each line has as many of them. Named with the separator.
SHAPES: dict[str, Callable[[str, str], bool]] = {"filled": _are_filled, "even": _are_even}


def shapes_of(inputs: Sequence[Input]) -> list[tuple[Path, tuple[str, ...]]]:
    """Of each argument that is a text everywhere: lines of a table stay lines, and no word is left empty between two commas."""
    paths = [(key,) for key, value in inputs[0].parts if type(value) is str] if inputs else []
    found: list[tuple[Path, tuple[str, ...]]] = []
    for path in paths:
        texts = [text for text in (at(given, path) for given in inputs) if type(text) is str]
        known = [
            name + separator
            for separator in SEPARATORS
            for name, holds in SHAPES.items()
            if any(separator in text for text in texts) and all(holds(text, separator) for text in texts)
        ]
        if known and len(texts) == len(inputs):
            found.append((path, tuple(known)))
    return found


def shapes_hold(value: object, names: Sequence[str]) -> bool:
    return type(value) is not str or all(SHAPES[name[:-1]](value, name[-1]) for name in names)
