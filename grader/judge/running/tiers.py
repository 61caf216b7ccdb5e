"""The cases of a submission by how much of them may be shown: what is said of the ones must not hang on the inputs of the others.

Student code that is asked why a case failed steers what is found, and a clock remembers from one process to the next. So the cases
that show most are judged and explained first, before any of the others is handed to that code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from grader.judge.running.record import Record
from grader.model import CaseResult, Reveal, Verdict

Said = TypeVar("Said")

EXPLAINED = (Verdict.WRONG_ANSWER, Verdict.RUN_TIME_ERROR)
# The most and the least that is shown of a tier's cases. Where values are, the inputs are known anyway; where nothing but a
# verdict is, there is nothing that an explanation could be put into.
BOUNDS = (
    (Reveal.COUNTEREXAMPLE, Reveal.VALUES),
    (Reveal.MESSAGE, Reveal.MESSAGE),
    (Reveal.VERDICT, Reveal.NONE),
)


@dataclass(frozen=True, slots=True)
class TierPlan:
    """Cases judged and explained together. ``places``: in the suite, most shown first; ``least``: what is shown of all."""

    least: Reveal
    places: tuple[int, ...]


def tiers_of(reveals: Sequence[Reveal]) -> tuple[TierPlan, ...]:
    """By what may be shown of each case of a suite; the tier that shows most first."""
    order = list(Reveal)
    found = []
    for most, least in BOUNDS:
        own = [place for place, reveal in enumerate(reveals) if reveal.allows(least) and most.allows(reveal)]
        if own:
            found.append(TierPlan(least, tuple(sorted(own, key=lambda place: -order.index(reveals[place])))))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Tier:
    """A judged one. ``records`` and ``results``: of its cases, and of those that show more, whose inputs may serve here too.

    ``places``: where each stands in the suite; ``own``: which of them are the tier's; ``least``: what is shown at the least.
    """

    least: Reveal
    places: tuple[int, ...]
    own: tuple[bool, ...]
    records: tuple[Record, ...]
    results: tuple[CaseResult, ...]

    @classmethod
    def of(cls, plan: TierPlan, judged: Mapping[int, tuple[Record, CaseResult]]) -> Tier:
        """``judged``: by their places, the cases of this tier and of those before it, and no others."""
        places = tuple(sorted(judged))
        return cls(
            plan.least,
            places,
            tuple(place in plan.places for place in places),
            tuple(judged[place][0] for place in places),
            tuple(judged[place][1] for place in places),
        )

    def failed(self) -> Iterator[tuple[int, Record, CaseResult]]:
        """What is to be explained: the place in the tier, the record, the result."""
        for place, (own, record, result) in enumerate(zip(self.own, self.records, self.results, strict=True)):
            if own and result.verdict in EXPLAINED:
                yield place, record, result

    def not_accepted(self) -> tuple[int, ...]:
        """The places in the tier of its own cases that were not passed."""
        every = enumerate(zip(self.own, self.results, strict=True))
        return tuple(place for place, (own, result) in every if own and result.verdict is not Verdict.ACCEPTED)

    def placed(self, told: Mapping[int, Said]) -> dict[int, Said]:
        """What was said of cases by their places in the tier, by their places in the suite."""
        return {self.places[place]: said for place, said in told.items()}

    def reading_on(self, read_on: Callable[[int], Record]) -> Callable[[int], Record]:
        """The same by the place in the tier."""
        return lambda place: read_on(self.places[place])
