"""The queue of what is to be graded.

A job is leased by a grader for a while; a grader that is gone loses its lease, and another takes the job. A grade is known by its
key, so what two graders did of one submission is one grade.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, Select, insert, select, update

from grader.batch.store import tables
from grader.batch.store.database import Database
from grader.batch.store.extracts import Extract, put_extracts
from grader.batch.store.moments import now_text
from grader.batch.store.settings import VERSION, setting
from grader.batch.store.shares import hold
from grader.batch.store.sql import put, put_grade
from grader.model import Submission
from grader.model.codecs import SUBMISSION

JobKind = Literal["grade", "regrade", "verify"]
# Of a grader that says nothing more.
LEASE_S = 30.0
MOST_TRIES = 3
# Of the next jobs a grader takes one that it is ready for.
NEXT = 8
# What a claim is for: a verification takes minutes, and nobody who handed in should wait behind it.
Work = Literal["any", "grades", "proofs"]


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
class Made:
    """What became of a job. ``grade`` None: the key has one. ``spent_s``: how long its grader had nothing else to do."""

    key: str
    grade: bytes | None = None
    withheld: bool = False
    extract: Extract | None = None
    spent_s: float = 0.0


class Queue:
    """What graders take their work from. ``grader``: a name that no other process has; ``version``: of its program."""

    def __init__(self, database: Database, grader: str, version: str = "") -> None:
        self._database, self._grader, self._version = database, grader, version

    def serves(self) -> str:
        """The version of the server, where it is another than the grader's: then its jobs are for others. Else empty."""
        with self._database.reading() as db:
            theirs = setting(db, VERSION)
        return theirs if self._version and theirs != self._version else ""

    def claim(self, prefer: str = "", of: Work = "any") -> Leased | None:
        """The next job, for LEASE_S. One that was tried too often becomes a failure, which staff see.

        ``prefer``: the bundle that the grader has a judge for; its jobs come first among the next few.
        """
        jobs, versions = tables.jobs, tables.versions
        wanted = free_jobs(now_text(), of)
        with self._database.reading() as db:
            if self._version and setting(db, VERSION) not in ("", self._version):
                return None
            if all(db.execute(each.limit(1)).first() is None for each in wanted):
                return None
        with self._database.writing() as db:
            while rows := _next(db, wanted):
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

    def finish(self, leased: Leased, made: Made) -> bool:
        """Grade, result and job in one transaction. False: the lease was lost, so nothing is."""
        jobs, now = tables.jobs, now_text()
        mine = (jobs.c.id == leased.job, jobs.c.grader == self._grader, jobs.c.state == "leased")
        done = {"state": "done", "lease_until": None, "ended_at": now, "spent_s": made.spent_s}
        with self._database.writing() as db:
            if not db.execute(update(jobs).where(*mine).values(**done)).rowcount:
                return False
            if made.grade is not None:
                put_grade(db, made.key, leased.submission.digest, made.grade, withheld=made.withheld)
            if made.extract is not None:
                put_extracts(db, {made.key: made.extract})
            row = {"handin_id": leased.handin, "version_id": leased.version, "key": made.key, "at": now}
            put(db, tables.results, [row])
            if leased.kind == "grade":
                handins = tables.handins
                # A version may have been published, and graded by, since this job was leased.
                later = select(jobs.c.id).where(
                    jobs.c.handin_id == leased.handin, jobs.c.kind == "grade", jobs.c.id > leased.job, jobs.c.state == "done"
                )
                this = update(handins).where(handins.c.id == leased.handin, ~later.exists())
                db.execute(this.values(shown_version=leased.version))
                hold(db, leased.handin)
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


def free_jobs(now: str, of: Work = "any") -> tuple[Select[Any], Select[Any]]:
    """What waits, and what a grader that is gone had: each in the order of the index. Asked for at once, all would be sorted."""
    jobs, versions = tables.jobs, tables.versions
    if of == "any":
        kinds: tuple[ColumnElement[bool], ...] = ()
    else:  # no verification is of the first priority, where a class may wait
        kinds = (jobs.c.kind == "verify", jobs.c.priority > 0) if of == "proofs" else (jobs.c.kind != "verify",)
    wanted = select(jobs.c.id, jobs.c.tries, jobs.c.kind, jobs.c.version_id, versions.c.bundle, jobs.c.priority, jobs.c.turn)
    wanted = wanted.join(versions, versions.c.id == jobs.c.version_id).order_by(jobs.c.priority, jobs.c.turn, jobs.c.id).limit(NEXT)
    return wanted.where(jobs.c.state == "queued", jobs.c.run_after <= now, *kinds), wanted.where(
        jobs.c.state == "leased", jobs.c.lease_until < now, *kinds
    )


def _next(db: Connection, wanted: Sequence[Select[Any]]) -> list[Row[Any]]:
    """The first few, of which others have none in hand."""
    found = [row for each in wanted for row in db.execute(each.with_for_update(skip_locked=True, of=tables.jobs))]
    return sorted(found, key=lambda row: (row.priority, row.turn, row.id))[:NEXT]


def enqueue(
    db: Connection, handin: int, version: int, turn: int, replaces: Sequence[int], *, kind: JobKind = "grade", priority: int = 0,
    own: bool = False, run_after: str = "",
) -> None:  # fmt: skip
    """``own``: it counts to its student's share of the graders, which is used up until ``run_after``."""
    jobs = tables.jobs
    older = (jobs.c.handin_id.in_(replaces), jobs.c.state == "queued")
    db.execute(update(jobs).where(*older).values(state="superseded"))
    row = {"handin_id": handin, "version_id": version, "turn": turn, "state": "queued", "queued_at": now_text()}
    db.execute(insert(jobs), {**row, "kind": kind, "priority": priority, "tries": 0, "done_cases": 0, "error": "",
                              "is_own": own, "run_after": run_after})  # fmt: skip


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
