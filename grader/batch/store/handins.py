"""What students handed in over a server, and the queue of what is to be graded. A hand-in and its job are one transaction.

A job is leased by a grader for a while; a grader that is gone loses its lease, and another takes the job. A grade is known by its
key, so what two graders did of one submission is one grade.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, and_, func, insert, or_, select, update

from grader.batch.store import tables
from grader.batch.store.database import Database
from grader.batch.store.moments import now_text, text_of
from grader.batch.store.receipts import new_receipt
from grader.batch.store.sql import packed_files, put, put_grade
from grader.model import Submission

SUBMISSION = TypeAdapter(Submission)
JobKind = Literal["grade", "regrade", "verify"]
State = Literal["queued", "leased", "done", "failed", "superseded", "unreadable"]
# Of a grader that says nothing more.
LEASE_S = 30.0
MOST_TRIES = 3
# Of the next jobs a grader takes one that it is ready for.
NEXT = 8
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
class Leased:
    """A job that a grader has for now. ``bundle``: the digest of the assignment's files, ``whole`` with what proves them.

    ``kind``: grade a hand-in for people to see; regrade it by a version that is only tried; verify the version itself, where
    ``handin`` is 0 and the submission empty.
    """

    job: int
    kind: JobKind
    handin: int
    version: int
    assignment_id: int
    bundle: str
    submission: Submission
    tries: int
    whole: str = ""


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

    def save(
        self, assignment_id: int, version: int, upload: Upload, *, replaces: Sequence[int] = (), most: int | None = None
    ) -> str:
        """The receipt: from here on nothing of it is lost. ``replaces``: hand-ins of the student that cannot count any more.

        ``most``: attempts that a student has. Raises NoAttemptLeftError; counted here, where nobody else can write meanwhile.
        """
        handins, submission = tables.handins, upload.submission
        mine = (handins.c.assignment_id == assignment_id, handins.c.student == submission.student)
        with self._database.writing() as db:
            _one_at_a_time(db)
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
                enqueue(db, made, version, _turn(db, submission.student), replaces)
        return receipt

    def of_student(self, assignment_id: int, student: str) -> tuple[HandedIn, ...]:
        """In the order in which they came."""
        handins = tables.handins
        return self._all(handins.c.assignment_id == assignment_id, handins.c.student == student)

    def of_assignment(self, assignment_id: int, version: int | None = None) -> tuple[HandedIn, ...]:
        """``version``: with the grades by that one, whatever people see."""
        return self._all(tables.handins.c.assignment_id == assignment_id, version=version)

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
            return int(db.execute(select(func.count()).where(jobs.c.state == "queued", before)).scalar_one())

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


class Queue:
    """What graders take their work from. ``grader``: a name that no other process has."""

    def __init__(self, database: Database, grader: str) -> None:
        self._database, self._grader = database, grader

    def claim(self, prefer: str = "") -> Leased | None:
        """The next job, for LEASE_S. One that was tried too often becomes a failure, which staff see.

        ``prefer``: the bundle that the grader has a judge for; its jobs come first among the next few.
        """
        jobs, versions, now = tables.jobs, tables.versions, now_text()
        free = or_(jobs.c.state == "queued", and_(jobs.c.state == "leased", jobs.c.lease_until < now))
        wanted = select(jobs.c.id, jobs.c.tries, jobs.c.kind, jobs.c.version_id, versions.c.bundle).join(
            versions, versions.c.id == jobs.c.version_id
        )
        wanted = wanted.where(free).order_by(jobs.c.priority, jobs.c.turn, jobs.c.id).limit(NEXT)
        with self._database.reading() as db:
            if db.execute(wanted.limit(1)).first() is None:
                return None
        with self._database.writing() as db:
            while rows := db.execute(wanted.with_for_update(skip_locked=True, of=jobs)).all():
                row = next((each for each in rows if each.bundle == prefer), rows[0])
                this = update(jobs).where(jobs.c.id == row.id)
                if row.tries >= MOST_TRIES:
                    db.execute(this.values(state="failed", error="its graders ended before it did", lease_until=None))
                    if row.kind == "verify":
                        db.execute(update(versions).where(versions.c.id == row.version_id).values(proof="error"))
                    continue
                lease = {"state": "leased", "grader": self._grader, "lease_until": now_text(LEASE_S), "tries": row.tries + 1}
                db.execute(this.values(done_cases=0, **lease))
                return _leased(db, row.id)
        return None

    def renew(self, job_numbers: Sequence[int]) -> None:
        jobs = tables.jobs
        with self._database.writing() as db:
            mine = (jobs.c.id.in_(job_numbers), jobs.c.grader == self._grader, jobs.c.state == "leased")
            db.execute(update(jobs).where(*mine).values(lease_until=now_text(LEASE_S)))

    def tell(self, job: int, done_cases: int) -> None:
        with self._database.writing() as db:
            db.execute(update(tables.jobs).where(tables.jobs.c.id == job).values(done_cases=done_cases))

    def finish(self, leased: Leased, key: str, grade: bytes | None, *, withheld: bool = False) -> bool:
        """Grade, result and job in one transaction. ``grade`` None: the key has one. False: the lease was lost, so nothing is."""
        jobs = tables.jobs
        mine = (jobs.c.id == leased.job, jobs.c.grader == self._grader, jobs.c.state == "leased")
        with self._database.writing() as db:
            if not db.execute(update(jobs).where(*mine).values(state="done", lease_until=None)).rowcount:
                return False
            if grade is not None:
                put_grade(db, key, leased.submission.digest, grade, withheld=withheld)
            row = {"handin_id": leased.handin, "version_id": leased.version, "key": key, "at": now_text()}
            put(db, tables.results, [row])
            if leased.kind == "grade":
                handins = tables.handins
                db.execute(update(handins).where(handins.c.id == leased.handin).values(shown_version=leased.version))
        return True

    def finish_proof(self, leased: Leased, proof: str, page: bytes) -> None:
        """What verify said of a version."""
        jobs, versions = tables.jobs, tables.versions
        mine = (jobs.c.id == leased.job, jobs.c.grader == self._grader, jobs.c.state == "leased")
        with self._database.writing() as db:
            if db.execute(update(jobs).where(*mine).values(state="done", lease_until=None)).rowcount:
                db.execute(update(versions).where(versions.c.id == leased.version).values(proof=proof, proof_page=page))

    def give_back(self, leased: Leased, error: str) -> None:
        """Our own failure: another try, until there were too many."""
        jobs = tables.jobs
        state = "failed" if leased.tries >= MOST_TRIES else "queued"
        mine = (jobs.c.id == leased.job, jobs.c.grader == self._grader, jobs.c.state == "leased")
        with self._database.writing() as db:
            db.execute(update(jobs).where(*mine).values(state=state, lease_until=None, error=error))

    def release(self) -> None:
        """Everything that this grader holds: its process is gone, and whoever started it knows."""
        jobs = tables.jobs
        mine = (jobs.c.grader == self._grader, jobs.c.state == "leased")
        with self._database.writing() as db:
            db.execute(update(jobs).where(*mine).values(state="queued", lease_until=None))


def enqueue(
    db: Connection, handin: int, version: int, turn: int, replaces: Sequence[int], *, kind: JobKind = "grade", priority: int = 0
) -> None:
    jobs = tables.jobs
    older = (jobs.c.handin_id.in_(replaces), jobs.c.state == "queued")
    db.execute(update(jobs).where(*older).values(state="superseded"))
    row = {"handin_id": handin, "version_id": version, "turn": turn, "state": "queued", "queued_at": now_text()}
    db.execute(insert(jobs), {**row, "kind": kind, "priority": priority, "tries": 0, "done_cases": 0, "error": ""})


def _turn(db: Connection, student: str) -> int:
    """How many jobs the student had within the hour: somebody's first attempt goes before somebody else's tenth."""
    jobs, handins = tables.jobs, tables.handins
    wanted = select(func.count()).select_from(jobs).join(handins, handins.c.id == jobs.c.handin_id)
    return int(db.execute(wanted.where(handins.c.student == student, jobs.c.queued_at > now_text(-TURN_S))).scalar_one())


def _receipt(db: Connection) -> str:
    while True:
        receipt = new_receipt()
        if db.execute(select(tables.handins.c.id).where(tables.handins.c.receipt == receipt)).one_or_none() is None:
            return receipt


def _one_at_a_time(db: Connection) -> None:
    """SQLite lets one write anyway; PostgreSQL has to be told, so that no two hand-ins get one number."""
    if db.dialect.name == "postgresql":
        db.exec_driver_sql("LOCK TABLE handins IN SHARE ROW EXCLUSIVE MODE")


def _all(db: Connection, *where: object, version: int | None = None) -> tuple[HandedIn, ...]:
    handins, jobs, results, grades = tables.handins, tables.jobs, tables.results, tables.grades
    seen = (jobs.c.handin_id == handins.c.id, jobs.c.kind == "grade")
    latest = select(func.max(jobs.c.id)).where(*seen).correlate(handins).scalar_subquery()
    by = handins.c.shown_version if version is None else version
    wanted = (
        select(handins, jobs.c.id.label("job"), jobs.c.state, jobs.c.done_cases, results.c.key, grades.c.withheld)
        .outerjoin(jobs, jobs.c.id == latest)
        .outerjoin(results, and_(results.c.handin_id == handins.c.id, results.c.version_id == by))
        .outerjoin(grades, grades.c.key == results.c.key)
        .where(*where)  # type: ignore[arg-type]
        .order_by(handins.c.id)
    )
    return tuple(_handed_in(row) for row in db.execute(wanted))


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


def _leased(db: Connection, job: int) -> Leased:
    jobs, handins, versions = tables.jobs, tables.handins, tables.versions
    wanted = (
        select(jobs, handins.c.submission, versions.c.assignment_id, versions.c.bundle, versions.c.whole)
        .outerjoin(handins, handins.c.id == jobs.c.handin_id)
        .join(versions, versions.c.id == jobs.c.version_id)
    )
    row = db.execute(wanted.where(jobs.c.id == job)).one()
    return Leased(
        job=job,
        kind=row.kind,
        handin=row.handin_id or 0,
        version=row.version_id,
        assignment_id=row.assignment_id,
        bundle=row.bundle,
        submission=SUBMISSION.validate_json(row.submission) if row.submission is not None else Submission(student=""),
        tries=row.tries,
        whole=row.whole,
    )
