"""What a suite says of one submission."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from grader.model import CaseResult, Fault, Note, Verdict, Whereabout
from grader.sandbox.protocol import Stop


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LoadFailure:
    """The submission could not be imported: no case can be run on it."""

    fault: Fault | None = None
    stop: Stop | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SuiteOutcome:
    """What a suite says of one submission: every case, or why there are none."""

    cases: tuple[CaseResult, ...] = ()
    load_failure: LoadFailure | None = None
    notes: tuple[Note, ...] = ()
    unread: tuple[tuple[str, Fault], ...] = ()  # files that Python cannot read, where it can read others
    suspicious: bool = False  # somebody should have a look: a broken protocol, or what another level might have granted

    def refused(self, level: str, what: Sequence[str]) -> SuiteOutcome:
        """The same, to be reviewed: where it failed, the level may have had a part in it."""
        detail = f"level {level} refused {' and '.join(what)}"
        cases = tuple(
            case
            if case.verdict is Verdict.ACCEPTED
            else dataclasses.replace(
                case, staff=dataclasses.replace(case.staff, detail="; ".join(filter(None, (case.staff.detail, detail))))
            )
            for case in self.cases
        )
        return dataclasses.replace(self, cases=cases, suspicious=True)


def with_places(results: tuple[CaseResult, ...], places: Sequence[Whereabout]) -> tuple[CaseResult, ...]:
    """The results, with what the file holds of a name that a case missed."""
    known = {place.name: place for place in places}
    return tuple(
        dataclasses.replace(result, there=known[result.function])
        if result.verdict is Verdict.NOT_IMPLEMENTED and result.note == "missing" and result.function in known
        else result
        for result in results
    )


def is_suspicious(stop: Stop | None) -> bool:
    return stop is not None and stop.forged
