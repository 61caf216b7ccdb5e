"""Which entries of an array are out, how many, and the worst of them: gathered block by block, at no cost in memory. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from grader.grading.differences import apart

WORST = 5
# Entries at a time: a few megabytes of float64, whatever the arrays' own size.
BLOCK = 1 << 18


class Tally:
    """Counts what is out and remembers the places of the worst, the first of equals first."""

    def __init__(self) -> None:
        self.wrong = 0
        self._worst: list[tuple[float, int]] = []

    def add(self, start: int, bad: np.ndarray, badness: np.ndarray) -> None:
        """``bad`` and ``badness``: (n,), of the entries from ``start`` on. NaN counts as infinitely bad."""
        places = np.flatnonzero(bad)
        if not places.size:
            return
        self.wrong += places.size
        values = np.nan_to_num(badness[places], nan=np.inf, posinf=np.inf)
        if places.size > WORST:
            # A full sort of millions of entries, only to show five, would be what a hostile value asks for.
            bound = np.partition(values, -WORST)[-WORST]
            kept = np.concatenate([np.flatnonzero(values > bound), np.flatnonzero(values == bound)[:WORST]])
            places, values = places[kept], values[kept]
        found = [(-float(value), start + int(place)) for value, place in zip(values, places, strict=True)]
        self._worst = sorted(self._worst + found)[:WORST]

    @property
    def places(self) -> tuple[int, ...]:
        """Flat indices, the worst first."""
        return tuple(place for _, place in self._worst)


def blocks(*arrays: np.ndarray) -> Iterator[tuple[int, tuple[np.ndarray, ...]]]:
    """Arrays of one shape as ``(start, parts)``, in C order, without a copy of more than a block."""
    flat: list[Any] = [array.reshape(-1) if array.flags.c_contiguous else array.flat for array in arrays]
    for start in range(0, arrays[0].size, BLOCK):
        yield start, tuple(each[start : start + BLOCK] for each in flat)


def entries(array: np.ndarray, places: Sequence[int]) -> np.ndarray:
    """The entries at flat indices, as a row."""
    if not array.ndim:
        return array.reshape(1)
    return np.asarray(array[np.unravel_index(np.array(places, int), array.shape)])


def entry_texts(expected: Any, actual: Any) -> tuple[str, str]:
    """Both as ``number_text`` writes them; where six digits, or sixty letters, hide how they differ, so that it shows."""
    if isinstance(expected, str) and isinstance(actual, str):
        return apart(str(expected), str(actual))
    one, other = number_text(expected), number_text(actual)
    if one != other:
        return one, other
    plain, given = (value.item() if isinstance(value, np.generic) else value for value in (expected, actual))
    return repr(plain), repr(given)


def number_text(value: Any) -> str:
    """Six digits; integers whole up to twenty."""
    plain = value.item() if isinstance(value, np.generic) else value
    if isinstance(plain, str):
        return plain if len(plain) <= 60 else plain[:57] + "..."
    if isinstance(plain, bool):
        return str(plain)
    if isinstance(plain, int) and abs(plain) < 10**20:
        return str(plain)
    if isinstance(plain, complex):
        return f"{plain.real:.6g}{plain.imag:+.6g}j"
    return f"{plain:.6g}"
