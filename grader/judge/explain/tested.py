"""What is said of wrong values is said after it held on fresh inputs too: a budget of calls and numbers, never of time. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from grader.judge.explain.conditions import SIDE, candidates, telling
from grader.judge.explain.findings import looks_of
from grader.judge.explain.inputs import input_of, leaves_of
from grader.judge.running.outcome import Observation, count_of, is_finite
from grader.model import Finding, FunctionSpec

# Fresh inputs that every finding has to hold on, and how many more may be asked to tell conditions apart.
FIRST = 12
MOST = 60
BATCH = 12
MAX_NUMBERS = 300_000  # of all of them together
# Of each side of a condition so many inputs have their neighbours asked, beside the last one; of each so many neighbours.
AROUND = 2
MAX_AROUND = 40
LOOK_AGAIN = 20  # after so many of them, whether there is anything left to tell apart: that costs as much as as many calls
MAX_KINDS = 4

# One fresh input, to be asked; None where it is none that the reference takes.
Observe = Callable[[], Observation | None]


class Source(Protocol):
    """Where fresh inputs come from."""

    def fresh(self, first: int, count: int) -> Iterator[Observe]:
        """The fresh inputs from a number on, and so many."""

    def around(self, place: int) -> Iterator[Observe]:
        """Those that differ in one thing from the suite's own input of that place."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Findings, and all that they were tested on. ``telling``: those of it that conditions were read from."""

    findings: tuple[Finding, ...] = ()
    seen: tuple[Observation, ...] = ()
    telling: tuple[Observation, ...] = ()
    spec: FunctionSpec = field(default_factory=lambda: FunctionSpec(name=""))
    parameters: Sequence[str] = ()

    def also(self, shown: Sequence[Observation]) -> tuple[Finding, ...]:
        """Those that hold on these as well: the examples that stand beside them must not say otherwise."""
        if not shown or not self.findings:
            return self.findings
        held = looks_of([*self.seen, *shown], [*self.telling, *shown], self.spec, self.parameters)
        return tuple(each for each in self.findings if each in held)


def tested(
    natural: Sequence[Observation],
    drawn: Sequence[Observation],
    source: Source,
    spec: FunctionSpec,
    parameters: Sequence[str],
) -> Looked:
    """Findings that hold on ``natural``, the suite's inputs, on ``drawn`` ones and on fresh ones.

    Those that do not hold on fresh ones are not said, whatever they explain.
    """
    fresh = _Fresh(source)
    fresh.ask(FIRST)
    if len({each.failed for each in telling(natural)}) == 2:
        for place in _on_either_side(natural):
            fresh.look_around(place, lambda: bool(candidates(telling([*natural, *fresh.seen]), spec, parameters)))
        while not fresh.over and not _is_settled(telling([*natural, *fresh.seen]), spec, parameters):
            fresh.ask(BATCH)
    seen, telling_ones = (*natural, *drawn, *fresh.seen), (*natural, *fresh.seen)
    return Looked(looks_of(seen, telling_ones, spec, parameters), seen, telling_ones, spec, parameters)


def _is_settled(seen: Sequence[Observation], spec: FunctionSpec, parameters: Sequence[str]) -> bool:
    """No condition is left, or the one that is left was met often enough on either side."""
    found = candidates(seen, spec, parameters)
    failed = [each.failed for each in seen]
    return not found or (len(found) == 1 and min(failed.count(True), failed.count(False)) >= SIDE)


def _on_either_side(natural: Sequence[Observation]) -> list[int]:
    """The inputs whose neighbours are asked: of those that fail and those that do not, the first and the last ones.

    And the first one of each other kind of arrays: integers may fail for a reason of their own.
    """
    sides = [[place for place, each in enumerate(natural) if each.failed is failed] for failed in (True, False)]
    kinds: dict[tuple[str, ...], int] = {}
    for place, each in enumerate(natural):
        kinds.setdefault(tuple(leaf.array.dtype.kind for leaf in leaves_of(input_of(each))), place)
    ends = [place for side in sides for place in (*side[:AROUND], *side[-1:])]
    return list(dict.fromkeys((*ends, *list(kinds.values())[:MAX_KINDS])))


class _Fresh:
    """The fresh inputs that were asked so far."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._asked = self._numbers = 0
        self.seen: list[Observation] = []
        self.over = False

    def ask(self, count: int) -> None:
        before = self._asked
        for observe in self._source.fresh(self._asked, count):
            self._asked += 1
            self._ask(observe)
        self.over = self.over or self._asked >= MOST or self._asked == before

    def look_around(self, place: int, is_open: Callable[[], bool]) -> None:
        """Ask the neighbours of one of the suite's inputs, as long as there is a condition for them to break."""
        for number, observe in enumerate(islice(self._source.around(place), MAX_AROUND)):
            if number % LOOK_AGAIN == 0 and not is_open():
                return
            self._ask(observe)

    def _ask(self, observe: Observe) -> None:
        if self.over:
            return
        found = observe()
        if found is None:
            return
        if found.outcome.stopped:
            self.over = True
        elif is_finite(found.expected) and count_of(found.expected):
            self.seen.append(found)
            self._numbers += count_of(found.args) + count_of(dict(found.kwargs))
            self.over = self._numbers > MAX_NUMBERS
