"""The cases of a submission by how much of them may be shown: what is said of the ones must not hang on the inputs of the others.

Student code that is asked why a case failed steers what is found. So the cases that show most are explained first, from their own
inputs alone; a process that was given others is not asked for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from grader.model import CaseResult, Reveal, Verdict
from grader.suite.stage import Record

EXPLAINED = (Verdict.WRONG_ANSWER, Verdict.RUN_TIME_ERROR)
# The most and the least that is shown of a tier's cases. Where values are, the inputs are known anyway; where nothing but a
# verdict is, there is nothing that an explanation could be put into.
BOUNDS = (
    (Reveal.COUNTEREXAMPLE, Reveal.VALUES),
    (Reveal.MESSAGE, Reveal.MESSAGE),
    (Reveal.VERDICT, Reveal.NONE),
)


@dataclass(frozen=True, slots=True)
class Tier:
    """``records`` and ``results``: of its own cases, and of those that show more, whose inputs may serve here too.

    ``places``: where each stands in the suite; ``own``: which of them are the tier's own; ``least``: what is shown at the least.
    """

    least: Reveal
    places: tuple[int, ...]
    own: tuple[bool, ...]
    records: tuple[Record, ...]
    results: tuple[CaseResult, ...]

    def failed(self) -> Iterator[tuple[int, Record, CaseResult]]:
        """What is to be explained: the place in the tier, the record, the result."""
        for place, (own, record, result) in enumerate(zip(self.own, self.records, self.results, strict=True)):
            if own and result.verdict in EXPLAINED:
                yield place, record, result

    def put_into(self, results: Sequence[CaseResult], told: Sequence[CaseResult]) -> tuple[CaseResult, ...]:
        """The suite's results with those of this tier's own cases in their places."""
        mine = {place: result for place, own, result in zip(self.places, self.own, told, strict=True) if own}
        return tuple(mine.get(place, result) for place, result in enumerate(results))

    def reading_on(self, read_on: Callable[[int], Record]) -> Callable[[int], Record]:
        """The same by the place in the tier."""
        return lambda place: read_on(self.places[place])


def tiers_of(records: Sequence[Record], results: Sequence[CaseResult]) -> Iterator[Tier]:
    """Those in which something failed, the one that shows most first."""
    for most, least in BOUNDS:
        places = tuple(place for place, result in enumerate(results) if result.reveal.allows(least))
        tier = Tier(
            least,
            places,
            tuple(most.allows(results[place].reveal) for place in places),
            tuple(records[place] for place in places),
            tuple(results[place] for place in places),
        )
        if next(tier.failed(), None) is not None:
            yield tier
