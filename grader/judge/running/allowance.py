"""How much a case may take in of a student's that is not compared at once: values of free calls, and what functions are handed.

A suite may keep all of it until the case ends. What is large by right the reference shows when it is handed in, before anybody
else: a case has some times as much as it took then, beside what every case has.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.model import Limits
from grader.sandbox.budget import Budget

LEAST_BYTES = 64 << 20
FOLD = 8
# Until the reference was handed in nobody knows what is large by right.
UNPROVED_BYTES = 1 << 30
# So many arguments of the largest size find room, where an author lets them be large.
LARGE_CALLS = 64


@dataclass(slots=True)
class Allowance:
    """Of one case, in all its runs: bytes beside the least."""

    values: int = UNPROVED_BYTES
    calls: int = UNPROVED_BYTES

    def prove(self, values: Budget, calls: Budget) -> None:
        """The reference took so much."""
        self.values, self.calls = FOLD * values.taken, FOLD * calls.taken


def least_values(limits: Limits) -> int:
    return max(LEAST_BYTES, limits.result_mb << 20)


def least_calls(limits: Limits) -> int:
    return max(LEAST_BYTES, LARGE_CALLS * limits.callback_kb << 10)
