"""What is said of wrong values is said after it held on fresh inputs too: a budget of calls and numbers, never of time. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from grader.diagnosis.conditions import SIDE, candidates, telling
from grader.diagnosis.looks import looks_of
from grader.diagnosis.outcomes import Observation, count_of, is_finite
from grader.model import Finding, FunctionSpec

# Fresh inputs that every finding has to hold on, and how many more may be asked to tell conditions apart.
FIRST = 18
MOST = 90
BATCH = 12
MAX_NUMBERS = 300_000  # of all of them together

# One fresh input, to be asked; None where it is none that the reference takes.
Observe = Callable[[], Observation | None]
# The fresh inputs from a number on, and so many.
More = Callable[[int, int], Iterator[Observe]]


def tested(
    natural: Sequence[Observation], drawn: Sequence[Observation], more: More, spec: FunctionSpec, parameters: Sequence[str]
) -> tuple[Finding, ...]:
    """Findings that hold on ``natural``, the suite's inputs, on ``drawn`` ones and on fresh ones.

    Those that do not hold on fresh ones are not said, whatever they explain.
    """
    fresh = _Fresh(more)
    fresh.ask(FIRST)
    while not fresh.over:
        seen = telling([*natural, *fresh.seen])
        found = candidates(seen, spec, parameters)
        failed = [each.failed for each in seen]
        # None is left, or the one that is left was met often enough on either side.
        if not found or (len(found) == 1 and min(failed.count(True), failed.count(False)) >= SIDE):
            break
        fresh.ask(BATCH)
    return looks_of([*natural, *drawn, *fresh.seen], [*natural, *fresh.seen], spec, parameters)


class _Fresh:
    """The fresh inputs that were asked so far."""

    def __init__(self, more: More) -> None:
        self._more = more
        self._asked = self._numbers = 0
        self.seen: list[Observation] = []
        self.over = False

    def ask(self, count: int) -> None:
        for observe in self._more(self._asked, count):
            self._asked += 1
            found = observe()
            if found is not None and found.outcome.stopped:
                self.over = True
                return
            if found is not None and is_finite(found.expected) and count_of(found.expected):
                self.seen.append(found)
                self._numbers += count_of(found.args) + count_of(dict(found.kwargs))
            if self._numbers > MAX_NUMBERS:
                self.over = True
                return
        self.over = self.over or self._asked >= MOST or self._asked == 0
