"""The sizes and numbers of an input by name: ``X.shape[0]``, ``len(y)``, ``reg``, so that a factor can be said to be one. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from grader.judge.explain.inputs import Axis, Input, Leaf, Path, leaves_of, lengths_of


@dataclass(frozen=True, slots=True)
class Size:
    """A length or a number that every input has. ``words``: what it is called (``rows``), and of which argument."""

    name: str
    words: tuple[str, str]
    values: tuple[float, ...]  # one for each input


def sizes_of(inputs: Sequence[Input], parameters: Sequence[str]) -> tuple[Size, ...]:
    """Every length of the arguments, in their order; one of several that are always equal is enough."""
    if not inputs:
        return ()
    columns = [lengths_of(each) for each in inputs]
    dimensions = {leaf.path: leaf.array.ndim for leaf in leaves_of(inputs[0])}
    found: dict[tuple[float, ...], Size] = {}
    for axis in columns[0]:
        if not is_hidden(axis.path) and all(axis in each for each in columns):
            values = tuple(each[axis] for each in columns)
            if values not in found:
                found[values] = _named(axis, dimensions[axis.path], values, parameters)
    return tuple(found.values())


def numbers_of(inputs: Sequence[Input], parameters: Sequence[str]) -> tuple[Size, ...]:
    """Every fraction among the arguments that stands alone, as a step size or the weight of a penalty."""
    found = []
    columns = [{leaf.path: float(leaf.array) for leaf in leaves_of(each) if _is_fraction(leaf)} for each in inputs]
    for path in columns[0] if columns else ():
        if not is_hidden(path) and all(path in each for each in columns):
            name = argument_name(path, parameters)
            found.append(Size(name, ("value", name), tuple(each[path] for each in columns)))
    return tuple(found)


def _is_fraction(leaf: Leaf) -> bool:
    return leaf.is_number and leaf.array.dtype.kind == "f"


def texts_of(inputs: Sequence[Input]) -> dict[Path, tuple[str, ...]]:
    """Every text and truth value among the arguments, as Python would write it."""
    columns = [dict(pair for key, value in each.parts for pair in _texts((key,), value)) for each in inputs]
    shared = [path for path in columns[0] if all(path in each for each in columns)] if columns else []
    return {path: tuple(each[path] for each in columns) for path in shared if not is_hidden(path)}


def _texts(path: Path, value: Any) -> Iterator[tuple[Path, str]]:
    if type(value) in (str, bool):
        yield path, repr(value)
    elif type(value) is dict:
        for key, item in value.items():
            yield from _texts((*path, key), item)


def is_hidden(path: Path) -> bool:
    """An argument that has no name by which a report could speak of it."""
    return isinstance(path[0], str) and path[0].startswith("_")


def argument_name(path: Path, parameters: Sequence[str]) -> str:
    """``X``, ``params['W1']``: as the function's own lines would write it."""
    key = path[0]
    name = parameters[key] if isinstance(key, int) and key < len(parameters) else f"args[{key}]" if isinstance(key, int) else key
    return name + "".join(f"[{step!r}]" for step in path[1:])


def _named(axis: Axis, dimensions: int, values: tuple[float, ...], parameters: Sequence[str]) -> Size:
    name = argument_name(axis.path, parameters)
    if axis.axis < 0:
        return Size(name, ("value", name), values)
    if dimensions == 1:
        return Size(f"len({name})", ("length", name), values)
    word = ("rows", "columns")[axis.axis] if dimensions == 2 else f"axis{axis.axis}"
    return Size(f"{name}.shape[{axis.axis}]", (word, name), values)
