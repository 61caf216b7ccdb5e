"""What the application works with: the store, the assignments, and what was worked out of grades before."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar, cast

from grader.batch.render import read_outline
from grader.batch.same_answers import Signature
from grader.batch.store import SqlStore
from grader.batch.store.audit import Audit
from grader.batch.store.courses import Courses, Kept, Version
from grader.batch.store.database import Database
from grader.batch.store.extracts import Extracts
from grader.batch.store.handins import HandIns
from grader.batch.store.outside import Outside
from grader.batch.store.people import People
from grader.batch.store.publications import Publications
from grader.batch.store.rates import Rates
from grader.batch.store.rulings import Rulings
from grader.batch.store.watch import Watch
from grader.model import Assignment, CaseResult, Deadline
from grader.web.bundles import Unpacker
from grader.web.outcomes import Outcome, Outcomes
from grader.web.passwords import Passwords
from grader.web.watchers import Fragments, Watchers

# Jobs whose place was told.
MOST_PLACES = 20_000
# Classes that are worked out.
MOST_ROOMS = 40
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Work:
    """An assignment of a course as the server grades it now, due when its settings say."""

    kept: Kept
    assignment: Assignment

    @property
    def path(self) -> str:
        return f"/c/{self.kept.course}/a/{self.kept.slug}"

    @property
    def shows_points(self) -> bool:
        return self.kept.settings.shows_points()

    @property
    def is_open(self) -> bool:
        """In a course that is archived nothing is."""
        return self.kept.settings.state == "open" and not self.kept.past

    @property
    def state_phrase(self) -> str:
        return "staff_archived_pill" if self.kept.past else f"staff_state_{self.kept.settings.state}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """``claim``: what of a person is their id on rosters, and their login here."""

    issuer: str
    client_id: str
    secret: str
    claim: str = "preferred_username"


@dataclass(slots=True)
class Site:
    """``secure``: people reach it over TLS. ``address``: by which; ``provider``: who else may say who somebody is."""

    database: Database
    secure: bool = False
    address: str = ""
    provider: Provider | None = None
    people: People = field(init=False)
    audit: Audit = field(init=False)
    rates: Rates = field(init=False)
    handins: HandIns = field(init=False)
    courses: Courses = field(init=False)
    rulings: Rulings = field(init=False)
    publications: Publications = field(init=False)
    watch: Watch = field(init=False)
    outside: Outside = field(init=False)
    passwords: Passwords = field(init=False)
    _unpacker: Unpacker = field(init=False)
    _outcomes: Outcomes = field(init=False)
    watchers: Watchers = field(init=False, default_factory=Watchers)
    fragments: Fragments = field(init=False, default_factory=Fragments)
    _kept: dict[tuple[object, ...], object] = field(init=False, default_factory=dict)
    _places: dict[int, int] = field(init=False, default_factory=dict)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.audit, self.rates = Audit(self.database), Rates(self.database)
        self.people, self.handins, self.courses = People(self.database), HandIns(self.database), Courses(self.database)
        self.rulings, self.publications = Rulings(self.database), Publications(self.database)
        self.watch, self.outside = Watch(self.database), Outside(self.database)
        self.passwords, self._unpacker = Passwords(), Unpacker(self.courses)
        self._outcomes = Outcomes(Extracts(self.database))

    @property
    def cookie(self) -> str:
        """Its name. A browser takes one that begins with __Host- only over TLS, and from no other host."""
        return self.cookie_named("grader-session")

    def cookie_named(self, name: str) -> str:
        """For a cookie of the path /."""
        return f"__Host-{name}" if self.secure else name

    def works(self, course: str) -> tuple[Work, ...]:
        """By deadline, those without one last."""
        found = [self._work(kept) for kept in self.courses.assignments() if kept.course == course]
        return tuple(sorted(found, key=lambda work: (_due(work), work.kept.slug)))

    def work(self, course: str, slug: str) -> Work | None:
        found = (kept for kept in self.courses.assignments() if (kept.course, kept.slug) == (course, slug))
        return next(map(self._work, found), None)

    def by_version(self, work: Work, version: Version, *, whole: bool = False) -> Work:
        """The same assignment as another version has it. ``whole``: with its samples, where they are kept."""
        bundle = version.whole if whole and version.whole else version.bundle
        return self._work(replace(work.kept, version=version.id, bundle=bundle))

    def store(self, work: Work) -> SqlStore:
        return self.courses.store(work.kept.id)

    def outline(self, work: Work) -> Mapping[str, CaseResult]:
        return read_outline(self.store(work).fetch_outline(work.assignment.words_digest) or b"[]")

    def outcome(self, work: Work, key: str) -> Outcome | None:
        """None where the key has no grade."""
        return self._outcomes.of(key, self.store(work).fetch_grade)

    def meet(self, work: Work, keys: Sequence[str]) -> None:
        """Many grades are about to be asked for."""
        self._outcomes.meet(keys, self.store(work).fetch_grade)

    def signatures(self, work: Work, keys: Sequence[str], *, own_inputs: bool) -> Mapping[str, tuple[Signature, ...]]:
        """What the wrong answers of each grade are known by."""
        return self._outcomes.signatures(keys, self.store(work).fetch_grade, own_inputs=own_inputs)

    def kept(self, name: tuple[object, ...], make: Callable[[], Made]) -> Made:
        """Something that is worked out of the store and goes on from where it was; made where it is not there."""
        with self._lock:
            if name not in self._kept:
                while len(self._kept) >= MOST_ROOMS:
                    del self._kept[next(iter(self._kept))]
                self._kept[name] = make()
            return cast(Made, self._kept[name])

    def forget(self) -> None:
        """Whatever was worked out: something was deleted."""
        with self._lock:
            self._kept.clear()
        self._outcomes.forget()
        self.fragments.forget()

    def place(self, job: int) -> int:
        """How many are graded before it. It only falls: who was told so once is never told more."""
        now = self.handins.waiting_before(job)
        with self._lock:
            if len(self._places) >= MOST_PLACES:
                self._places.clear()
            self._places[job] = min(now, self._places.get(job, now))
            return self._places[job]

    def close(self) -> None:
        self._unpacker.close()
        self.database.close()

    def _work(self, kept: Kept) -> Work:
        assignment = self._unpacker.unpacked(kept).assignment
        if kept.settings.due:
            known = assignment.deadline
            due = datetime.fromisoformat(kept.settings.due)
            assignment = replace(assignment, deadline=replace(known, due=due) if known is not None else Deadline(due=due))
        return Work(kept, assignment)


def _due(work: Work) -> tuple[bool, float]:
    deadline = work.assignment.deadline
    return deadline is None, deadline.due.timestamp() if deadline is not None else 0.0
