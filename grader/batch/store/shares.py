"""How much of the graders each student has within an hour. Whoever has used it up is graded later, and never not at all."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, func, select, update

from grader.batch.store import tables
from grader.batch.store.moments import now_text, text_of
from grader.batch.store.settings import SHARE, setting

HOUR_S = 3600.0


def held_until(db: Connection, assignment_id: int, student: str) -> str:
    """The moment from which a job of theirs may run; empty: now. What ended an hour ago counts no more."""
    share = float(setting(db, SHARE) or 0)
    if not share:
        return ""
    jobs = tables.jobs
    wanted = select(jobs.c.ended_at, jobs.c.spent_s).where(jobs.c.handin_id.in_(_theirs(assignment_id, student)))
    wanted = wanted.where(jobs.c.is_own, jobs.c.ended_at > now_text(-HOUR_S)).order_by(jobs.c.ended_at)
    rows = db.execute(wanted).all()
    left, until = sum(row.spent_s for row in rows), ""
    for row in rows:
        if left < share:
            break
        left -= row.spent_s
        until = text_of(datetime.fromisoformat(row.ended_at) + timedelta(seconds=HOUR_S))
    return until


def hold(db: Connection, handin: int) -> None:
    """What its student has waiting in the course is told when it may run. What staff had graded again waits for nobody's share."""
    jobs, handins = tables.jobs, tables.handins
    row = db.execute(select(handins.c.assignment_id, handins.c.student).where(handins.c.id == handin)).one()
    until = held_until(db, row.assignment_id, row.student)
    if until:
        one_at_a_time(db, row.assignment_id, row.student)
        theirs = jobs.c.handin_id.in_(_theirs(row.assignment_id, row.student))
        waiting = (theirs, jobs.c.state == "queued", jobs.c.is_own, jobs.c.run_after < until)
        db.execute(update(jobs).where(*waiting).values(run_after=until))


def one_at_a_time(db: Connection, assignment_id: int, student: str) -> None:
    """SQLite lets one write anyway; PostgreSQL has to be told, so that no two hand-ins of a student get one number."""
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(assignment_id, func.hashtext(student))))


def _theirs(assignment_id: int, student: str) -> Select[tuple[int]]:
    """Hand-ins of the student in the course; in another one the same id may be somebody else's."""
    assignments, handins = tables.assignments, tables.handins
    course = select(assignments.c.course_id).where(assignments.c.id == assignment_id).scalar_subquery()
    there = select(assignments.c.id).where(assignments.c.course_id == course)
    return select(handins.c.id).where(handins.c.assignment_id.in_(there), handins.c.student == student)
