"""The sizes of an input by name: ``X.shape[0]``, ``len(y)``, so that a factor can be said to be one of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.diagnosis.inputs import Axis, Input, Path, leaves_of, lengths_of


@dataclass(frozen=True, slots=True)
class Size:
    """A length that every input has. ``words``: what it is called (``rows``), and of which argument."""

    name: str
    words: tuple[str, str]
    values: tuple[int, ...]  # one for each input


def sizes_of(inputs: Sequence[Input], parameters: Sequence[str]) -> tuple[Size, ...]:
    """Every length of the arguments, in their order; one of several that are always equal is enough."""
    if not inputs:
        return ()
    columns = [lengths_of(each) for each in inputs]
    dimensions = {leaf.path: leaf.array.ndim for leaf in leaves_of(inputs[0])}
    found: dict[tuple[int, ...], Size] = {}
    for axis in columns[0]:
        if all(axis in each for each in columns):
            values = tuple(each[axis] for each in columns)
            if values not in found:
                found[values] = _named(axis, dimensions[axis.path], values, parameters)
    return tuple(found.values())


def argument_name(path: Path, parameters: Sequence[str]) -> str:
    """``X``, ``params['W1']``: as the function's own lines would write it."""
    key = path[0]
    name = parameters[key] if isinstance(key, int) and key < len(parameters) else f"args[{key}]" if isinstance(key, int) else key
    return name + "".join(f"[{step!r}]" for step in path[1:])


def _named(axis: Axis, dimensions: int, values: tuple[int, ...], parameters: Sequence[str]) -> Size:
    name = argument_name(axis.path, parameters)
    if axis.axis < 0:
        return Size(name, ("value", name), values)
    if dimensions == 1:
        return Size(f"len({name})", ("length", name), values)
    word = ("rows", "columns")[axis.axis] if dimensions == 2 else f"axis{axis.axis}"
    return Size(f"{name}.shape[{axis.axis}]", (word, name), values)
