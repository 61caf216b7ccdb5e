"""Grading a class again by another version, and what was published to it: nobody sees a grade of a version that is only tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import and_, func, insert, select, update

from grader.batch.store import tables
from grader.batch.store.courses import EditedError
from grader.batch.store.database import Database
from grader.batch.store.jobs import JobKind, enqueue
from grader.batch.store.moments import now_text
from grader.batch.store.sql import put


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one student was told by a publication, exactly; None: withheld, or there was nothing before."""

    student: str
    key: str
    before: Fraction | None
    points: Fraction | None
    most: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    id: int
    at: datetime
    who: str
    note: str
    version: int
    count: int


class Publications:
    """Of every assignment of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def again(self, handin_ids: Sequence[int], version: int, kind: JobKind) -> None:
        """Have them graded by that version. A grade that people wait for goes before one that is only tried."""
        with self._database.writing() as db:
            for each in handin_ids:
                enqueue(db, each, version, 0, (), kind=kind, priority=int(kind != "grade"))

    def regrade(self, assignment_id: int, version: int) -> int:
        """Have everything graded by that version that is not yet, for staff to see; how much that is."""
        handins, results, jobs = tables.handins, tables.results, tables.jobs
        with self._database.writing() as db:
            graded = select(results.c.handin_id).where(results.c.version_id == version)
            tried = select(jobs.c.handin_id).where(
                jobs.c.version_id == version, jobs.c.kind == "regrade", jobs.c.state.in_(("queued", "leased"))
            )
            wanted = select(handins.c.id).where(
                handins.c.assignment_id == assignment_id,
                handins.c.number.is_not(None),
                handins.c.shown_version.is_not(None),
                handins.c.id.not_in(graded),
                handins.c.id.not_in(tried),
            )
            found = db.execute(wanted.order_by(handins.c.id)).scalars().all()
            for each in found:
                enqueue(db, each, version, 0, (), kind="regrade", priority=1)
        return len(found)

    def regraded(self, assignment_id: int, version: int) -> tuple[int, int, int]:
        """Of what people see a grade of: how many are graded by that version, how many there are, how many failed."""
        handins, results, jobs = tables.handins, tables.results, tables.jobs
        mine = (handins.c.assignment_id == assignment_id, handins.c.shown_version.is_not(None))
        by_it = and_(results.c.handin_id == handins.c.id, results.c.version_id == version)
        with self._database.reading() as db:
            whole = db.execute(select(func.count()).select_from(handins).where(*mine)).scalar_one()
            done = db.execute(select(func.count()).select_from(handins.join(results, by_it)).where(*mine)).scalar_one()
            wrong = (jobs.c.version_id == version, jobs.c.kind == "regrade", jobs.c.state == "failed")
            left = jobs.c.handin_id.not_in(select(results.c.handin_id).where(results.c.version_id == version))
            failed = db.execute(select(func.count()).where(*wrong, left)).scalar_one()
        return int(done), int(whole), int(failed)

    def publish(self, assignment_id: int, version: int, edition: int, told: Sequence[Told], who: str, note: str) -> int:
        """From here on that version is graded by and its grades are what people see. What it has not graded yet is queued.

        Raises EditedError where the assignment was changed since ``edition``. One transaction.
        """
        assignments, handins, results = tables.assignments, tables.handins, tables.results
        with self._database.writing() as db:
            mine = (assignments.c.id == assignment_id, assignments.c.edition == edition)
            changed = update(assignments).where(*mine).values(version_id=version, edition=edition + 1)
            if not db.execute(changed).rowcount:
                raise EditedError
            graded = select(results.c.handin_id).where(results.c.version_id == version)
            own = (handins.c.assignment_id == assignment_id, handins.c.number.is_not(None))
            left = db.execute(select(handins.c.id).where(*own, handins.c.id.not_in(graded))).scalars().all()
            db.execute(update(handins).where(*own, handins.c.id.in_(graded)).values(shown_version=version))
            for each in left:
                enqueue(db, each, version, 0, ())
            row = {"assignment_id": assignment_id, "at": now_text(), "version_id": version, "who": who, "note": note}
            made = int(db.execute(insert(tables.publications).values(**row).returning(tables.publications.c.id)).scalar_one())
            rows = [
                {
                    "publication_id": made, "student": each.student, "key": each.key, "before": _text(each.before),
                    "points": _text(each.points), "most": str(each.most),
                }
                for each in told
            ]  # fmt: skip
            put(db, tables.published, rows)
        return made

    def history(self, assignment_id: int) -> tuple[Publication, ...]:
        """The latest first."""
        publications, published = tables.publications, tables.published
        count = select(func.count()).where(published.c.publication_id == publications.c.id).scalar_subquery()
        wanted = select(publications, count.label("many")).where(publications.c.assignment_id == assignment_id)
        with self._database.reading() as db:
            rows = db.execute(wanted.order_by(publications.c.id.desc())).all()
        return tuple(
            Publication(
                id=row.id,
                at=datetime.fromisoformat(row.at),
                who=row.who,
                note=row.note,
                version=row.version_id or 0,
                count=row.many,
            )
            for row in rows
        )

    def told(self, assignment_id: int, *, student: str = "") -> tuple[tuple[Publication, Told], ...]:
        """Everything that was published, or of one student; the latest first."""
        published = tables.published
        by_number = {each.id: each for each in self.history(assignment_id)}
        wanted = select(published).where(published.c.publication_id.in_(by_number))
        if student:
            wanted = wanted.where(published.c.student == student)
        with self._database.reading() as db:
            rows = db.execute(wanted.order_by(published.c.publication_id.desc(), published.c.student)).all()
        return tuple(
            (
                by_number[row.publication_id],
                Told(
                    student=row.student, key=row.key, before=_points(row.before), points=_points(row.points),
                    most=_points(row.most) or Fraction(0),
                ),
            )
            for row in rows
        )  # fmt: skip


def _text(points: Fraction | None) -> str:
    return "" if points is None else str(points)


def _points(text: str) -> Fraction | None:
    return Fraction(text) if text else None
