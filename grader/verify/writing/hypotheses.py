"""What an argument may be, the likeliest first: the hypotheses that the reference is asked to confirm. Pure."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.verify.casetext import source_text
from grader.verify.writing.argument import SHAPE, Argument, Description, Domain, symbols_of

# How many shapes of an argument are tried of which nothing is known.
MOST_SHAPES = 7


def hypotheses(
    name: str, said: Description, symbols: Sequence[str], *, default: str | None = None, sizes: Sequence[str] = (),
    written: Collection[str] = (),
) -> Iterator[Argument]:  # fmt: skip
    """What the argument may be, the likeliest first, given what is said of it and the symbols that others brought.

    ``sizes``: those among them that are arguments; ``written``: those that stand in a shape. Nothing is taken to be as long as an
    argument says unless that is written: a window is always answered where it is as long as the whole, which asks nothing.
    """
    lengths = [symbol for symbol in symbols if symbol in written or symbol not in sizes]
    if (said.kind is None or said.choices) and default is not None:
        yield from _like_default(name, default, said)
        return
    base = Argument(name=name, kind=said.kind or "array")
    if said.kind == "array" and said.shape is not None:
        for domain, bound in _domains(said, symbols, sizes):
            yield replace(base, shape=said.shape, domain=domain, bound=bound)
    elif said.kind == "array":
        shapes: list[tuple[str, ...]] = [(SHAPE,)] if said.any_shape else []
        shapes += _ordered(said, lengths)
        for shape in shapes:
            for domain, bound in _domains(said, symbols, sizes)[:2]:
                yield replace(base, shape=shape, domain=domain, bound=bound)
    elif said.kind == "table":
        entries = tuple((key, Argument(name=key, kind="array", shape=dims)) for key, dims in said.keys)
        if entries:
            yield replace(base, entries=entries)
    elif said.kind in ("list", "tuple"):
        yield from _sequences(replace(base, kind=said.kind), said, lengths)
    elif said.kind == "function":
        yield from (replace(base, scalar=scalar) for scalar in (said.scalar, not said.scalar))
    elif said.kind == "number":
        wanted: list[Domain] = [said.domain] if said.domain in ("unit", "positive") else []
        for each in dict.fromkeys([*wanted, "real", "positive", "unit", "small"]):
            yield replace(base, domain=each)
    elif said.kind == "size":
        yield replace(base, least=1 if said.least is None else said.least)
    elif said.kind == "text":
        yield replace(base, shape=("1",) if said.one_character else (f"{name}_length",))
    elif said.kind is not None:
        yield base
    else:
        yield from _anything(name, said, lengths)


def combinations_of(options: Sequence[Sequence[Argument]]) -> Iterator[tuple[Argument, ...]]:
    """One of each, the likeliest together first: those with the smallest sum of places."""
    for total in range(sum(len(each) - 1 for each in options) + 1):
        yield from _of_sum(options, total)


def _of_sum(options: Sequence[Sequence[Argument]], total: int) -> Iterator[tuple[Argument, ...]]:
    if not options:
        if total == 0:
            yield ()
        return
    for place, each in enumerate(options[0][: total + 1]):
        yield from ((each, *others) for others in _of_sum(options[1:], total - place))


def _domains(said: Description, symbols: Sequence[str], sizes: Sequence[str]) -> list[tuple[Domain, str]]:
    if said.bound:
        return [("index", said.bound)]
    if said.domain == "mask":
        return [("mask", "")]
    if said.whole:
        # Labels stay below a number of classes that is an argument; below the length of something only where nothing else will do.
        own = [symbol for symbol in reversed(symbols) if symbol not in ("lead", "shape")]
        classes: list[tuple[Domain, str]] = [("index", symbol) for symbol in own if symbol in sizes]
        return list(dict.fromkeys([*classes, ("whole", ""), *(("index", symbol) for symbol in own), ("binary", "")]))
    first: list[tuple[Domain, str]] = [(said.domain, "")] if said.domain is not None else []
    return list(dict.fromkeys([*first, ("real", ""), ("positive", ""), ("unit", ""), ("probability", "")]))


def _shapes(symbols: Sequence[str]) -> list[tuple[str, ...]]:
    known = [symbol for symbol in symbols if symbol not in ("lead", "shape")]
    free = next(symbol for symbol in ("n", "m", "d", "k", "p", "q") if symbol not in known)
    other = next(symbol for symbol in ("d", "m", "k", "p", "q", "r") if symbol not in known and symbol != free)
    lines = [(symbol,) for symbol in known] + [(free,)]
    planes = [(a, b) for a in known for b in (*known, other)] + [(free, other)]
    return [*lines, *planes]


def _sequences(base: Argument, said: Description, symbols: Sequence[str]) -> Iterator[Argument]:
    """Of a length of its own, or of another's."""
    element = said.element or "number"
    if element not in ("text", "number", "size"):
        return
    domain: Domain = said.domain if element == "number" and said.domain in ("positive", "unit") else "real"
    least = 1 if said.least is None else said.least
    inner = Argument(name=base.name, kind=element, domain="whole" if element == "size" else domain, least=least)
    first = [said.length] if said.length else []
    for symbol in dict.fromkeys([*first, f"{base.name}_length", *(each for each in symbols if each not in ("lead", "shape"))]):
        yield replace(base, shape=(symbol,), element=inner)


def _like_default(name: str, default: str, said: Description) -> Iterator[Argument]:
    try:
        value = ast.literal_eval(default)
    except ValueError:
        return
    if isinstance(value, bool):
        yield Argument(name=name, kind="flag")
    elif isinstance(value, int):
        yield Argument(name=name, kind="size", least=1 if said.least is None else said.least)
    elif isinstance(value, float):
        yield Argument(name=name, kind="number", domain="unit" if 0 < value < 1 else "positive" if value > 0 else "real")
    elif isinstance(value, str):
        yield given_text(name, repr(value), said.choices)
    elif isinstance(value, tuple | list):
        # Of texts there may be fewer; how many numbers there are mostly counts.
        fewer = [value[:1]] if all(isinstance(each, str) for each in value) else []
        others = (repr(each) for each in (*fewer, value[::-1]) if each != value)
        yield Argument(name=name, kind="given", literal=repr(value), choices=tuple(dict.fromkeys(others)))


def given_text(name: str, literal: str, choices: Sequence[str]) -> Argument:
    """One text, as source, of several."""
    return Argument(
        name=name, kind="given", literal=literal, choices=tuple(repr(each) for each in choices if repr(each) != literal)
    )


def with_known_sizes(argument: Argument, symbols: Sequence[str]) -> Argument:
    """What has a default, with a size that no other argument brings as one more than the first that they bring."""
    known = next((each for each in symbols if each not in ("lead", "shape", "functions")), "")
    if argument.kind not in ("array", "list", "tuple") or not known:
        return argument
    free = [each for dimension in argument.shape for each in symbols_of(dimension) if each not in (*symbols, "lead", "shape")]
    more = {symbol: f"{known} + {number}" for number, symbol in enumerate(dict.fromkeys(free), 1)}
    return replace(argument, shape=tuple(more.get(dimension, dimension) for dimension in argument.shape))


def _ordered(said: Description, symbols: Sequence[str]) -> list[tuple[str, ...]]:
    """Shapes, those first that are as the code shows them."""
    likely = said.likely
    own = [likely] if likely and all(likely) else []

    def strange(shape: tuple[str, ...]) -> tuple[bool, bool, bool]:
        named = all(dim in ("", have) for dim, have in zip(likely, shape, strict=False))
        return len(shape) < len(likely), not named, len(set(shape)) < len(shape)

    return list(dict.fromkeys([*own, *sorted(_shapes(symbols), key=strange)]))


def _anything(name: str, said: Description, symbols: Sequence[str]) -> Iterator[Argument]:
    """Nothing is known. Arrays first: a function of numbers mostly takes arrays as well, and tells more with them."""
    shapes = _ordered(said, symbols)
    for shape in (*shapes[:MOST_SHAPES], *[each for each in shapes[MOST_SHAPES:] if len(each) == 1][:1]):
        yield Argument(name=name, kind="array", shape=shape)
    for shape in shapes[:2]:
        yield Argument(name=name, kind="array", shape=shape, domain="whole")
    yield Argument(name=name, kind="number")
    yield Argument(name=name, kind="size")
    yield Argument(name=name, kind="text", shape=(f"{name}_length",))


def like_value(name: str, value: Any, letters: Mapping[int, str]) -> Iterator[Argument]:
    """An argument of the make of an example's, with equal sizes as one symbol; then as it is."""
    if isinstance(value, np.ndarray):
        shape = tuple(letters[size] for size in value.shape)
        whole = value.dtype.kind in "iub"
        if shape:
            yield Argument(name=name, kind="array", shape=shape, domain="whole" if whole else "real")
            yield from (Argument(name=name, kind="array", shape=shape, domain=each) for each in ("positive", "unit"))
    elif isinstance(value, bool):
        yield Argument(name=name, kind="flag")
    elif isinstance(value, int):
        yield Argument(name=name, kind="size")
    elif isinstance(value, float):
        yield Argument(name=name, kind="number")
    elif isinstance(value, str):
        yield Argument(name=name, kind="text", shape=(f"{name}_length",))
    elif isinstance(value, list | tuple) and value and all(isinstance(each, str) for each in value):
        element = Argument(name=name, kind="text")
        yield Argument(name=name, kind="list" if isinstance(value, list) else "tuple", shape=(f"{name}_length",), element=element)
    elif isinstance(value, list | tuple) and value and all(type(each) in (int, float) for each in value):
        element = Argument(name=name, kind="size" if type(value[0]) is int else "number")
        yield Argument(name=name, kind="list" if isinstance(value, list) else "tuple", shape=(f"{name}_length",), element=element)
    literal = source_text(value)
    if len(literal) < 200:
        yield Argument(name=name, kind="given", literal=literal)
