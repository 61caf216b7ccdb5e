"""Pairs in a table of what fits what: as many as there can be, in polynomial time. Pure."""

from __future__ import annotations

from collections import deque

import numpy as np


def matched(fits: np.ndarray) -> np.ndarray:
    """``fits[i, j]``: j may be taken for i, both of n. Returns (n,) the j of each i in a largest matching, -1 where it has none.

    Augmenting paths (Kuhn's algorithm) found breadth first, with rows as integers of n bits: n searches of at most n**2 steps.
    What may stay in its place does.
    """
    count = len(fits)
    rows = [int.from_bytes(np.packbits(row, bitorder="little").tobytes(), "little") for row in fits]
    taken, owner = [-1] * count, [-1] * count
    for i in range(count):
        if fits[i, i]:
            taken[i] = owner[i] = i
    for i in range(count):
        if taken[i] < 0:
            _augment(i, rows, taken, owner)
    return np.array(taken, dtype=np.intp)


def _augment(start: int, rows: list[int], taken: list[int], owner: list[int]) -> None:
    """Find a path from ``start`` to a free column over pairs that can move, and move them."""
    unseen = (1 << len(rows)) - 1
    reached_by = [-1] * len(rows)
    waiting = deque([start])
    while waiting:
        i = waiting.popleft()
        new = rows[i] & unseen
        unseen &= ~new
        while new:
            lowest = new & -new
            new ^= lowest
            j = lowest.bit_length() - 1
            reached_by[j] = i
            if owner[j] < 0:
                _move(j, reached_by, taken, owner)
                return
            waiting.append(owner[j])


def _move(j: int, reached_by: list[int], taken: list[int], owner: list[int]) -> None:
    while j >= 0:
        i = reached_by[j]
        previous, taken[i], owner[j] = taken[i], j, i
        j = previous
