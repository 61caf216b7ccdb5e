"""What a suite says of one submission."""

from __future__ import annotations

import dataclasses

from grader.model import CaseResult, Fault, Note, Unread
from grader.sandbox.protocol import Stop


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LoadFailure:
    """The submission could not be imported: no case can be run on it."""

    fault: Fault | None = None
    unread: Unread | None = None
    stop: Stop | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SuiteOutcome:
    """What a suite says of one submission: every case, or why there are none."""

    cases: tuple[CaseResult, ...] = ()
    load_failure: LoadFailure | None = None
    notes: tuple[Note, ...] = ()
    # Files that Python cannot read, where it can read others.
    unread: tuple[tuple[str, Fault, Unread | None], ...] = ()
    suspicious: bool = False  # somebody should have a look: a broken protocol, or what another level might have granted


def is_suspicious(stop: Stop | None) -> bool:
    return stop is not None and stop.forged
