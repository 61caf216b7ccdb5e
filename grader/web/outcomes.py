"""Of a grade what points and lists are made of. A class has tens of thousands, so that what they have in common is held once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from pydantic import TypeAdapter

from grader.model import Verdict

# Grades whose outcome is remembered.
MOST_KEPT = 200_000


@dataclass(frozen=True, slots=True)
class Judged:
    """One check."""

    case: str
    question: str
    verdict: Verdict
    points: Fraction
    max_points: Fraction


class Outcome(NamedTuple):
    """It never changes, since a grade under its key does not. ``points`` None: withheld."""

    points: Fraction | None
    max_points: Fraction
    cases: tuple[Judged, ...]
    passed: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Case:
    case: str
    question: str
    verdict: str
    points: str
    max_points: str


@dataclass(frozen=True, slots=True)
class _Grade:
    points: str | None
    max_points: str
    cases: list[_Case]


# Whatever else a grade holds is passed over. Numbers stay text until somebody has not had the same before.
READ = TypeAdapter(_Grade)
_Raw = tuple[str | None, str, tuple[tuple[str, ...], ...]]


class Outcomes:
    """By key. Few patterns of checks make up most of a class; each is one object."""

    def __init__(self) -> None:
        self._known: dict[str, Outcome] = {}
        self._same: dict[_Raw, Outcome] = {}
        self._lock = threading.Lock()

    def of(self, key: str, fetch: Callable[[str], bytes | None]) -> Outcome | None:
        """None where the key has no grade."""
        with self._lock:
            if key in self._known:
                return self._known[key]
        content = fetch(key)
        if content is None:
            return None
        found = READ.validate_json(content)
        cases = tuple((each.case, each.question, each.verdict, each.points, each.max_points) for each in found.cases)
        raw = (found.points, found.max_points, cases)
        with self._lock:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
                self._same.clear()
            outcome = self._same.get(raw) or self._same.setdefault(raw, _outcome(raw))
            if outcome.points is not None:  # one that was withheld may be made yet
                self._known[key] = outcome
        return outcome

    def forget(self) -> None:
        with self._lock:
            self._known.clear()
            self._same.clear()


def _outcome(raw: _Raw) -> Outcome:
    points, most, texts = raw
    cases = tuple(
        Judged(case, question, Verdict(verdict), Fraction(own), Fraction(whole)) for case, question, verdict, own, whole in texts
    )
    return Outcome(
        points=None if points is None else Fraction(points),
        max_points=Fraction(most),
        cases=cases,
        passed=frozenset(case.case for case in cases if case.verdict is Verdict.ACCEPTED),
    )
