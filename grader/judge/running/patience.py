"""What looking at one submission's values may cost the judge, in all its cases: parts that are read, and below that seconds.

Parts are counted, so that the same file ends at the same place on every machine. Seconds of the processor are the net below: what
a comparison or the suite itself makes of a value is not in the parts. What the reference needed itself counts nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import process_time

from grader.sandbox.budget import Parts

# Some six seconds of reading at most.
MOST_PARTS = 2_000_000
MOST_S = 8.0
# What the reference sends, and what it costs, may be had so many times by anybody.
FOLD = 4


@dataclass(slots=True)
class Patience:
    """``own``: by the case's name, the seconds of a run with the reference. ``most_s`` None: no bound."""

    parts: Parts = field(default_factory=Parts)
    own: dict[str, float] = field(default_factory=dict)
    most_s: float | None = None
    taken_s: float = 0.0

    @classmethod
    def after(cls, reference: Patience, times: int) -> Patience:
        """A fresh one, where the reference as a submission needed that much, and each case may be judged so many times."""
        most = min(sys.maxsize, MOST_PARTS + FOLD * times * reference.parts.numbers)
        return cls(Parts(most), reference.own, MOST_S)

    @property
    def spent(self) -> bool:
        return self.parts.spent or (self.most_s is not None and self.taken_s >= self.most_s)

    def left_s(self, case: str) -> float | None:
        """For one run of the case; None without a bound."""
        return None if self.most_s is None else max(0.01, self.most_s - self.taken_s) + FOLD * self.own.get(case, 0.0)

    @contextmanager
    def looking(self, case: str) -> Iterator[None]:
        """One run of the case, whatever comes of it."""
        began = process_time()
        try:
            yield
        finally:
            seconds = process_time() - began
            if self.most_s is None:
                self.own[case] = max(seconds, self.own.get(case, 0.0))
            else:
                self.taken_s += max(0.0, seconds - FOLD * self.own.get(case, 0.0))
