"""The reference asked what its suite never asks it. Inside a laboratory's process.

Such an input may be one that it does not come to an end with: a tolerance of zero, a step of zero. That is no fault of anybody's,
and must not hold up a verification: it is no input.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from grader.judge.running.overrun import OverrunError, bounded
from grader.judge.running.reference import Reference

# Of the processor, for one call; what a busy machine makes of the clock says nothing.
CALL_S = 0.5
WAIT_S = 60.0
# Once so many calls of a function have not come to an end, the others have to be quick.
MOST_ENDLESS = 5
QUICK_S = 0.05


class EndlessError(Exception):
    """An exception as any that the reference raises where it refuses an input."""


class Patient(Reference):
    """The same modules; a call takes so long and no longer. ``tell``: whoever waits hears of each that took all of it."""

    def __init__(self, reference: Reference, tell: Callable[[], None]) -> None:
        super().__init__(reference.modules)
        self._tell = tell
        self._endless: Counter[str] = Counter()

    def call(self, name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        allowed = QUICK_S if self._endless[name] >= MOST_ENDLESS else CALL_S
        try:
            with bounded(WAIT_S, "", allowed):
                return super().call(name, args, kwargs)
        except OverrunError as error:
            self._endless[name] += 1
            self._tell()
            raise EndlessError(name) from error
