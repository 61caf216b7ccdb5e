"""Which sizes are tried: all different, all one, each one alone, pairs that are equal, and many at random. Pure."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence

from grader.verify.writing.plan import Size, Sizes

LEADS: tuple[Size, ...] = ((), (2,), (3, 2), (1,))
SHAPES: tuple[Size, ...] = ((3,), (2, 3), (1,), (2, 1, 3), (4,))
FUNCTIONS: tuple[Size, ...] = ("sines", "cubes", "almost", "neither")
RANDOM = 90


def sizings(symbols: Sequence[str], least: Mapping[str, int]) -> Iterator[Sizes]:
    """Values for all symbols, the most telling first; the same list for the same symbols."""
    draw = random.Random(len(symbols))  # noqa: S311  # sizes, not secrets
    numbers = [symbol for symbol in symbols if not _others(symbol)]
    seen = set[Sizes]()
    for number, plain in enumerate(_numbers(numbers, least, draw)):
        whole: Sizes = tuple(
            (symbol, others[number % len(others)] if (others := _others(symbol)) else plain[symbol]) for symbol in symbols
        )
        if whole not in seen:
            seen.add(whole)
            yield whole
    if not numbers:
        yield from (tuple(zip(symbols, each, strict=True)) for each in itertools.product(*(_others(symbol) for symbol in symbols)))


def empty_sizings(symbols: Sequence[str], valid: Sequence[Sizes]) -> Iterator[Sizes]:
    """Each size zero, the others as they were."""
    for symbol in symbols:
        if not _others(symbol) and valid:
            yield tuple((name, 0 if name == symbol else size) for name, size in valid[0])


def _others(symbol: str) -> tuple[Size, ...]:
    return {"lead": LEADS, "shape": SHAPES, "functions": FUNCTIONS}.get(symbol, ())


def _numbers(symbols: Sequence[str], least: Mapping[str, int], draw: random.Random) -> Iterator[dict[str, int]]:
    if not symbols:
        for _ in range(5):
            yield {}
        return
    count = len(symbols)

    def at_least(values: Sequence[int]) -> dict[str, int]:
        return {symbol: max(value, least.get(symbol, 1)) for symbol, value in zip(symbols, values, strict=True)}

    ladder = list(range(2, 2 + count))
    yield at_least(ladder)
    yield at_least(ladder[::-1])
    for _ in range(14):
        yield at_least(draw.sample(range(1, 3 + count), count))
    yield at_least([1] * count)
    yield at_least([3] * count)
    for place in range(count):
        yield at_least([1 if each == place else ladder[(each + 1) % count] + 1 for each in range(count)])
    for _ in range(RANDOM):
        yield {symbol: draw.randint(least.get(symbol, 1), 6) for symbol in symbols}
