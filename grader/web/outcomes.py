"""Of grades what points and lists are made of. A class has tens of thousands, so that what they have in common is held once."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from grader.batch.extract import extract_of, grade_of, signatures_from
from grader.batch.same_answers import Signature, signatures_of
from grader.batch.store.extracts import Extract, Extracts
from grader.errors import StoreError
from grader.model import Grade, Verdict

# Grades whose outcome is remembered.
MOST_KEPT = 200_000
# Grades that had no extract, of which it is saved at a time.
SAVED_AT_ONCE = 500
Fetch = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class Judged:
    """One check."""

    case: str
    question: str
    verdict: Verdict
    points: Fraction
    max_points: Fraction


class Outcome(NamedTuple):
    """It never changes, since a grade under its key does not. ``points`` None: withheld. ``extract``: what it was made of."""

    points: Fraction | None
    max_points: Fraction
    cases: tuple[Judged, ...]
    passed: frozenset[str]
    extract: bytes

    @property
    def grade(self) -> Grade:
        """Nobody's, and nothing of what its report shows."""
        return grade_of(self.extract)


class Outcomes:
    """By key. Few patterns of checks make up most of a class; each is one object."""

    def __init__(self, extracts: Extracts) -> None:
        self._extracts = extracts
        self._known: dict[str, Outcome] = {}
        self._same: dict[bytes, Outcome] = {}
        self._lock = threading.Lock()

    def of(self, key: str, fetch: Fetch) -> Outcome | None:
        """None where the key has no grade."""
        with self._lock:
            if key in self._known:
                return self._known[key]
        content = fetch(key)
        return None if content is None else self._learn(key, extract_of(content).grade)

    def meet(self, keys: Sequence[str], fetch: Fetch) -> None:
        """Have all of them remembered that can be, by a few queries; a grade is read only where nobody has before."""
        with self._lock:
            unknown = [key for key in dict.fromkeys(keys) if key not in self._known]
        found = self._extracts.grades(unknown)
        for key, content in found.items():
            self._learn(key, content)
        missing = [key for key in unknown if key not in found]
        for start in range(0, len(missing), SAVED_AT_ONCE):
            made: dict[str, Extract] = {}
            for key in missing[start : start + SAVED_AT_ONCE]:
                grade = fetch(key)
                extract = extract_of(grade) if grade is not None else None
                if extract is not None and self._learn(key, extract.grade).points is not None:
                    made[key] = extract
            with contextlib.suppress(StoreError):  # it is only for the next time
                self._extracts.save(made)

    def signatures(self, keys: Sequence[str], fetch: Fetch, *, own_inputs: bool) -> dict[str, tuple[Signature, ...]]:
        """Of all of them, whatever it takes."""
        found = self._extracts.signatures(keys)
        known = {key: signatures_from(found[key], own_inputs=own_inputs) for key in found}
        return known | {key: signatures_of(fetch(key) or b"{}", own_inputs=own_inputs) for key in keys if key not in known}

    def forget(self) -> None:
        with self._lock:
            self._known.clear()
            self._same.clear()

    def _learn(self, key: str, extract: bytes) -> Outcome:
        with self._lock:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
                self._same.clear()
            outcome = self._same.get(extract) or self._same.setdefault(extract, _outcome(extract))
            if outcome.points is not None:  # one that was withheld may be made yet
                self._known[key] = outcome
        return outcome


def _outcome(extract: bytes) -> Outcome:
    grade = grade_of(extract)
    return Outcome(
        points=grade.points,
        max_points=grade.max_points,
        cases=tuple(Judged(each.case, each.question, each.verdict, each.points, each.max_points) for each in grade.cases),
        passed=frozenset(each.case for each in grade.cases if each.verdict is Verdict.ACCEPTED),
        extract=extract,
    )
