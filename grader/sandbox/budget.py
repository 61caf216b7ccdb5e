"""How much may come from a student's process: bytes in one run of a case, and parts in all cases. On the judge's side.

A bound on each message bounds nothing where a suite keeps what it was handed, and a student decides how often that is.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from grader.model.extent import bytes_of


@dataclass(slots=True)
class Budget:
    """``most``: bytes, as ``extent`` counts them. Once something found no room, nothing else does."""

    most: int
    taken: int = 0

    @property
    def left(self) -> int:
        return max(0, self.most - self.taken)

    def take(self, value: object) -> bool:
        """Whether there was room for the value."""
        self.taken += bytes_of(value, self.left)
        return self.taken <= self.most


# An array is read at once, but whatever is done with it afterwards takes a step for so many bytes.
BYTES_A_PART = 256
BYTES_A_NUMBER = 8


@dataclass(slots=True)
class Parts:
    """What was read of one submission, counted the same on every machine: a microsecond or two of the judge's for each part.

    ``numbers``: as many parts as it would have been, were every number of every array a part.
    """

    most: int = sys.maxsize
    taken: int = 0
    numbers: int = 0

    @property
    def spent(self) -> bool:
        return self.taken > self.most

    def take(self, parts: int, array_bytes: int) -> None:
        self.taken += parts + array_bytes // BYTES_A_PART
        self.numbers += parts + array_bytes // BYTES_A_NUMBER
