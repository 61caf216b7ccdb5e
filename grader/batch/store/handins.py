"""What students handed in over a server. A hand-in and its job are one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal

from sqlalchemy import Connection, Row, Select, and_, func, insert, or_, select, update

from grader.batch.store import tables
from grader.batch.store.database import Database
from grader.batch.store.jobs import enqueue
from grader.batch.store.moments import now_text, text_of
from grader.batch.store.receipts import new_receipt
from grader.batch.store.shares import held_until, one_at_a_time
from grader.batch.store.sql import packed_files, put
from grader.model import Submission
from grader.model.codecs import SUBMISSION

State = Literal["queued", "leased", "done", "failed", "superseded", "unreadable"]
# The same bytes again within this are one hand-in: somebody clicked twice.
TWICE_S = 60.0
# Over which a student's jobs count for whose turn it is.
TURN_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What arrived: the submission as it was read, and of the bytes as they came their name, number and SHA-256."""

    submission: Submission
    name: str
    size: int
    sha256: str
    received_at: datetime
    via: Literal["web", "token"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """One hand-in as it stands. ``number`` None: it could not be read, which uses up no attempt.

    ``key`` empty: no grade yet. ``withheld``: for a reason of ours, so it uses up no attempt either.
    """

    id: int
    assignment_id: int
    receipt: str
    student: str
    number: int | None
    received_at: datetime
    name: str
    size: int
    sha256: str
    submission: Submission
    state: State
    done_cases: int = 0
    key: str = ""
    withheld: bool = False
    job: int = 0

    @property
    def uses_attempt(self) -> bool:
        return self.number is not None and not self.withheld and self.state not in ("failed", "superseded")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """ "Please look at this", and the answer."""

    id: int
    receipt: str
    student: str
    text: str
    at: datetime
    answer: str
    answered_by: str


class NoAttemptLeftError(Exception):
    """The student has handed in as often as they may."""


class HandIns:
    """Everything that was handed in, of every assignment."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, assignment_id: int, upload: Upload, *, replaces: Sequence[int] = (), most: int | None = None) -> str:
        """The receipt: from here on nothing of it is lost. ``replaces``: hand-ins of the student that cannot count any more.

        ``most``: attempts that a student has. Raises NoAttemptLeftError; counted here, where nobody else can write meanwhile.
        """
        handins, submission = tables.handins, upload.submission
        mine = (handins.c.assignment_id == assignment_id, handins.c.student == submission.student)
        with self._database.writing() as db:
            one_at_a_time(db, assignment_id, submission.student)
            since = text_of(upload.received_at - timedelta(seconds=TWICE_S))
            wanted = select(handins).where(*mine).order_by(handins.c.id.desc()).limit(1)
            latest = db.execute(wanted).one_or_none()
            # Only the latest: after another hand-in the same bytes are a change of mind.
            if latest is not None and (latest.sha256, latest.name) == (upload.sha256, upload.name) and latest.received_at >= since:
                return str(latest.receipt)
            if most is not None and sum(each.uses_attempt for each in _all(db, *mine)) >= most:
                raise NoAttemptLeftError
            if submission.digest:
                put(db, tables.submissions, [packed_files(submission.digest, submission.kept)], keep=True)
            last = db.execute(select(func.max(handins.c.number)).where(*mine)).scalar() or 0
            receipt = _receipt(db)
            row = {
                "assignment_id": assignment_id,
                "student": submission.student,
                "number": None if submission.problem else last + 1,
                "receipt": receipt,
                "received_at": text_of(upload.received_at),
                "via": upload.via,
                "name": upload.name,
                "size": upload.size,
                "sha256": upload.sha256,
                "submission": SUBMISSION.dump_json(submission.holding(())),
            }
            made = int(db.execute(insert(handins).values(**row).returning(handins.c.id)).scalar_one())
            if not submission.problem:
                until = held_until(db, assignment_id, submission.student)
                version = _version(db, assignment_id)
                enqueue(db, made, version, _turn(db, submission.student), replaces, own=True, run_after=until)
        return receipt

    def of_student(self, assignment_id: int, student: str) -> tuple[HandedIn, ...]:
        """In the order in which they came."""
        handins = tables.handins
        return self._all(handins.c.assignment_id == assignment_id, handins.c.student == student)

    def of_assignment(
        self, assignment_id: int, version: int | None = None, known: Mapping[int, HandedIn] = MappingProxyType({})
    ) -> tuple[HandedIn, ...]:
        """``version``: with the grades by that one, whatever people see. ``known``: what it said before, by number, of which only
        what may have changed is read again.
        """
        handins, mine = tables.handins, tables.handins.c.assignment_id == assignment_id
        last = max(known, default=0)
        if not last:
            return self._all(mine, version=version)
        wanted = _joined(version, handins.c.id).where(mine, handins.c.id <= last).order_by(handins.c.id)
        with self._database.reading() as db:
            rows = db.execute(wanted).all()
            more = tuple(
                map(_handed_in, db.execute(_joined(version, handins).where(mine, handins.c.id > last).order_by(handins.c.id)))
            )
        return (*(_still(known[row.id], row) for row in rows if row.id in known), *more)

    def who(self, assignment_ids: Iterable[int]) -> dict[int, frozenset[str]]:
        """By assignment, the students who have handed in anything; an assignment of nobody's is left out."""
        handins = tables.handins
        wanted = (
            select(handins.c.assignment_id, handins.c.student).distinct().where(handins.c.assignment_id.in_(list(assignment_ids)))
        )
        found: dict[int, set[str]] = {}
        with self._database.reading() as db:
            for row in db.execute(wanted):
                found.setdefault(row.assignment_id, set()).add(row.student)
        return {assignment: frozenset(students) for assignment, students in found.items()}

    def by_receipt(self, receipt: str) -> HandedIn | None:
        found = self._all(tables.handins.c.receipt == receipt)
        return found[0] if found else None

    def waiting_before(self, job: int) -> int:
        """Jobs that are to be graded before it."""
        jobs = tables.jobs
        with self._database.reading() as db:
            own = db.execute(select(jobs.c.priority, jobs.c.turn, jobs.c.id).where(jobs.c.id == job)).one_or_none()
            if own is None:
                return 0
            turn = or_(jobs.c.turn < own.turn, and_(jobs.c.turn == own.turn, jobs.c.id < own.id))
            before = or_(jobs.c.priority < own.priority, and_(jobs.c.priority == own.priority, turn))
            waiting = (jobs.c.state == "queued", jobs.c.run_after <= now_text())
            return int(db.execute(select(func.count()).where(*waiting, before)).scalar_one())

    def held_until(self, job: int) -> datetime | None:
        """Until when the student's share of the graders is used up; None where the job waits for nothing but its turn."""
        jobs = tables.jobs
        with self._database.reading() as db:
            until = db.execute(select(jobs.c.run_after).where(jobs.c.id == job, jobs.c.state == "queued")).scalar()
        return datetime.fromisoformat(until) if until and until > now_text() else None

    def ask(self, handin: int, text: str) -> None:
        with self._database.writing() as db:
            db.execute(insert(tables.inquiries), {"handin_id": handin, "text": text, "at": now_text()})

    def answer(self, inquiry: int, text: str, who: str) -> None:
        inquiries = tables.inquiries
        values = {"answer": text, "answered_by": who, "answered_at": now_text()}
        with self._database.writing() as db:
            db.execute(update(inquiries).where(inquiries.c.id == inquiry).values(**values))

    def asked(self, assignment_id: int) -> tuple[Asked, ...]:
        """Of everybody, the oldest first."""
        inquiries, handins = tables.inquiries, tables.handins
        wanted = select(inquiries, handins.c.receipt, handins.c.student).join(handins, handins.c.id == inquiries.c.handin_id)
        wanted = wanted.where(handins.c.assignment_id == assignment_id).order_by(inquiries.c.id)
        with self._database.reading() as db:
            rows = db.execute(wanted).all()
        return tuple(
            Asked(
                id=row.id,
                receipt=row.receipt,
                student=row.student,
                text=row.text,
                at=datetime.fromisoformat(row.at),
                answer=row.answer or "",
                answered_by=row.answered_by or "",
            )
            for row in rows
        )

    def _all(self, *where: object, version: int | None = None) -> tuple[HandedIn, ...]:
        with self._database.reading() as db:
            return _all(db, *where, version=version)


def _turn(db: Connection, student: str) -> int:
    """How many jobs the student had within the hour: somebody's first attempt goes before somebody else's tenth."""
    jobs, handins = tables.jobs, tables.handins
    wanted = select(func.count()).select_from(jobs).join(handins, handins.c.id == jobs.c.handin_id)
    return int(db.execute(wanted.where(handins.c.student == student, jobs.c.queued_at > now_text(-TURN_S))).scalar_one())


def _version(db: Connection, assignment_id: int) -> int:
    """What is in use now, which stays so until this is kept: a version that is published meanwhile finds the hand-in there."""
    assignments = tables.assignments
    wanted = select(assignments.c.version_id).where(assignments.c.id == assignment_id)
    return int(db.execute(wanted.with_for_update(read=True)).scalar_one())


def _receipt(db: Connection) -> str:
    while True:
        receipt = new_receipt()
        if db.execute(select(tables.handins.c.id).where(tables.handins.c.receipt == receipt)).one_or_none() is None:
            return receipt


def _all(db: Connection, *where: object, version: int | None = None) -> tuple[HandedIn, ...]:
    wanted = _joined(version, tables.handins).where(*where).order_by(tables.handins.c.id)  # type: ignore[arg-type]
    return tuple(_handed_in(row) for row in db.execute(wanted))


def _joined(version: int | None, *columns: Any) -> Select[Any]:
    """Of hand-ins ``columns``, and what may change: its job, and the grade by the version that people see or by ``version``."""
    handins, jobs, results, grades = tables.handins, tables.jobs, tables.results, tables.grades
    seen = (jobs.c.handin_id == handins.c.id, jobs.c.kind == "grade")
    latest = select(func.max(jobs.c.id)).where(*seen).correlate(handins).scalar_subquery()
    by = handins.c.shown_version if version is None else version
    return (
        select(*columns, jobs.c.id.label("job"), jobs.c.state, jobs.c.done_cases, results.c.key, grades.c.withheld)
        .select_from(handins)
        .outerjoin(jobs, jobs.c.id == latest)
        .outerjoin(results, and_(results.c.handin_id == handins.c.id, results.c.version_id == by))
        .outerjoin(grades, grades.c.key == results.c.key)
    )


def _still(before: HandedIn, row: Row[Any]) -> HandedIn:
    """The same object where nothing has changed, so that nobody need look further."""
    state: State = row.state or ("done" if row.key else "unreadable")
    key = row.key or ""
    now = (state, row.done_cases or 0, key, bool(row.withheld), row.job or 0)
    if now == (before.state, before.done_cases, before.key, before.withheld, before.job):
        return before
    return replace(before, state=state, done_cases=now[1], key=key, withheld=now[3], job=now[4])


def _handed_in(row: Row[Any]) -> HandedIn:
    return HandedIn(
        id=row.id,
        assignment_id=row.assignment_id,
        receipt=row.receipt,
        student=row.student,
        number=row.number,
        received_at=datetime.fromisoformat(row.received_at).astimezone(UTC),
        name=row.name,
        size=row.size,
        sha256=row.sha256,
        submission=SUBMISSION.validate_json(row.submission),
        state=row.state or ("done" if row.key else "unreadable"),
        done_cases=row.done_cases or 0,
        key=row.key or "",
        withheld=bool(row.withheld),
        job=row.job or 0,
    )
