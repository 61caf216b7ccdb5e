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
# One run may take so many of them. It is fewer than a suite has by wall, so that a loaded machine ends where an idle one does.
RUN_S = 2.0
# And so many whatever was spent before: other cases are not lost by one that would not end.
LEAST_S = 0.1
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
        """Whether nothing more is read."""
        return self.parts.spent

    @property
    def scant(self) -> bool:
        """Whether a run has less than its full time. What is interrupted then may well come to an end."""
        return self.most_s is not None and self.most_s - self.taken_s < RUN_S

    def left_s(self, case: str) -> float | None:
        """For one run of the case; None without a bound."""
        if self.most_s is None:
            return None
        return min(RUN_S, max(LEAST_S, self.most_s - self.taken_s)) + FOLD * self.own.get(case, 0.0)

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
