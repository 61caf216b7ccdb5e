"""How many bytes may come from a student's process in one run of a case, all messages together. On the judge's side.

A bound on each message bounds nothing where a suite keeps what it was handed, and a student decides how often that is.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.extent import bytes_of


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
