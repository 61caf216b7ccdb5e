"""What a server knows of itself: how much waits, who grades, whether anything has happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func, select, text

from grader.batch.store import tables
from grader.batch.store.database import Database
from grader.batch.store.moments import now_text
from grader.batch.store.sql import put

# Of a grader that says nothing more.
SILENT_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """A grader process that was heard of a moment ago."""

    name: str
    jobs: int
    level: str
    version: str
    seen_at: datetime


class Watch:
    """Of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stamp(self, assignment_id: int) -> tuple[object, ...]:
        """Another one whenever anything has happened that pages of the assignment show: what staff do stands in the record."""
        handins, results, inquiries, jobs, audit = tables.handins, tables.results, tables.inquiries, tables.jobs, tables.audit
        mine = handins.c.assignment_id == assignment_id
        own = select(handins.c.id).where(mine)
        with self._database.reading() as db:
            return tuple(
                db.execute(wanted).scalar()
                for wanted in (
                    select(func.max(handins.c.id)).where(mine),
                    select(func.count()).select_from(results).where(results.c.handin_id.in_(own)),
                    select(func.max(inquiries.c.id)),
                    select(func.max(jobs.c.id)),
                    select(func.count()).where(jobs.c.state == "leased"),
                    select(func.count()).where(jobs.c.state == "failed"),
                    select(func.max(audit.c.id)),
                )
            )

    def say_hello(self, name: str, jobs: int, level: str, version: str) -> None:
        """So that staff see who grades. Who says nothing for long is forgotten."""
        graders = tables.graders
        row = {"name": name, "jobs": jobs, "level": level, "version": version, "seen_at": now_text()}
        with self._database.writing() as db:
            db.execute(delete(graders).where(graders.c.seen_at < now_text(-SILENT_S)))
            put(db, graders, [row])

    def counts(self) -> dict[str, int]:
        """For whoever watches: jobs by state, hand-ins, and how long the oldest job waits."""
        jobs = tables.jobs
        with self._database.reading() as db:
            found = {row[0]: int(row[1]) for row in db.execute(select(jobs.c.state, func.count()).group_by(jobs.c.state))}
            oldest = db.execute(
                select(func.min(jobs.c.queued_at)).where(jobs.c.state == "queued", jobs.c.run_after <= now_text())
            ).scalar()
            found["handins"] = int(db.execute(select(func.count()).select_from(tables.handins)).scalar_one())
        waits = (datetime.now(UTC) - datetime.fromisoformat(oldest)).total_seconds() if oldest else 0
        return found | {"oldest_s": max(0, int(waits))}

    def graders(self) -> tuple[Grading, ...]:
        graders = tables.graders
        with self._database.reading() as db:
            rows = db.execute(select(graders).where(graders.c.seen_at > now_text(-SILENT_S)).order_by(graders.c.name)).all()
        return tuple(
            Grading(name=row.name, jobs=row.jobs, level=row.level, version=row.version, seen_at=datetime.fromisoformat(row.seen_at))
            for row in rows
        )

    def clock_apart_s(self) -> float:
        """How far the database's clock is from this machine's; nothing where it is this machine's."""
        if self._database.dialect != "postgresql":
            return 0.0
        with self._database.reading() as db:
            theirs = db.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one()
        return float(theirs) - datetime.now(UTC).timestamp()
