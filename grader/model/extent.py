"""How large a value is, told before anything is made of it: its parts, and its bytes as it is and as numbers. Pure.

What crosses from a student is bounded in bytes; what is made of it is not: a list of texts and numbers as an array gives every
entry the room of the longest text, an array without an entry is a list for each of its rows once it is written out. Whoever
converts, copies, keeps or prints a value asks here first, and each walk ends as soon as the answer is "too large".
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

# The itemsize that numbers come to, whatever they are held in.
DOUBLE = 8
SEQUENCES = (list, tuple)
SETS = (set, frozenset)
CONTAINERS = frozenset({list, tuple, dict, set, frozenset})
# What a part of a structure takes beside its bytes: an object of its own and the place that names it.
PLACE = 8


@dataclass(frozen=True, slots=True)
class Extent:
    """``whole`` False: the walk was ended, so that everything else is a lower bound."""

    parts: int  # containers, numbers, texts and what else there is, entries of arrays included
    size: int  # bytes, where an entry of an array counts as a double at least
    widest: int  # bytes of an entry, were all entries made one array
    has_text: bool
    whole: bool

    @property
    def as_array(self) -> int:
        """Bytes of one array of all parts."""
        return self.parts * self.widest


def extent_of(value: object, *, parts: int = sys.maxsize, size: int = sys.maxsize) -> Extent:
    """The extent of the value; once it has more ``parts`` or a larger ``size`` than asked about, the walk ends."""
    found = _Walk(parts, size)
    whole = found.goes_on(value)
    return Extent(found.parts, found.size, found.widest, found.has_text, whole)


def is_within(value: object, size: int) -> bool:
    """Whether the value takes no more than so many bytes, as it is and as numbers in double precision."""
    return extent_of(value, size=size).whole


def bytes_of(value: object, most: int = sys.maxsize) -> int:
    """About how much memory it takes, or more than ``most``."""
    return extent_of(value, size=most).size


def rows_of(shape: tuple[int, ...]) -> int:
    """How many lists an array of that shape is, once it is written out."""
    rows, level = 1, 1
    for length in shape[:-1]:
        level *= length
        rows += level
    return rows


class _Walk:
    """Breadth first, so that no nesting is too deep for it."""

    __slots__ = ("_most_parts", "_most_size", "has_text", "parts", "size", "widest")

    def __init__(self, most_parts: int, most_size: int) -> None:
        self._most_parts, self._most_size = most_parts, most_size
        self.parts = self.size = 0
        self.widest = DOUBLE
        self.has_text = False

    def goes_on(self, value: object) -> bool:
        """Whether everything was looked at."""
        level: list[Any] = [value]
        while level:
            deeper: list[Any] = []
            for item in level:
                self._add(item)
                if self.parts > self._most_parts or self.size > self._most_size:
                    return False
                if type(item) in CONTAINERS and item:
                    # Before its parts are looked at one by one: there are at least so many of them.
                    if self.parts + len(deeper) + len(item) > self._most_parts:
                        self.parts += len(deeper) + len(item)
                        return False
                    if self.size + PLACE * (len(deeper) + len(item)) > self._most_size:
                        self.size += PLACE * (len(deeper) + len(item))
                        return False
                    deeper.extend(chain(item, item.values()) if type(item) is dict else item)
            level = deeper
        return True

    def _add(self, item: Any) -> None:
        kind = type(item)
        self.parts += 1
        if kind is np.ndarray:
            self.parts += item.size
            self.size += 128 + max(item.nbytes, DOUBLE * item.size)
            self._entry(item.dtype)
        elif kind is str:
            self.has_text = True
            self.widest = max(self.widest, 4 * len(item))
            self.size += PLACE + sys.getsizeof(item)
        elif kind is int or kind is bytes or kind in CONTAINERS:
            self.size += PLACE + sys.getsizeof(item)
        elif isinstance(item, np.generic):
            self.size += PLACE + 32 + item.dtype.itemsize
            self._entry(item.dtype)
        else:
            self.size += PLACE + 32

    def _entry(self, dtype: np.dtype[Any]) -> None:
        self.widest = max(self.widest, dtype.itemsize)
        self.has_text = self.has_text or dtype.kind == "U"
