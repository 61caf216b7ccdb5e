"""The record of what staff did on a server; it stays for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from grader.batch.store import tables
from grader.batch.store.database import Database
from grader.batch.store.moments import now_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """What somebody did."""

    id: int
    at: datetime
    who: str
    act: str
    about: str
    before: str
    after: str


class Audit:
    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, who: str, act: str, about: str, *, course: int | None = None, before: str = "", after: str = "") -> None:
        """``course``: in which, None for the server itself."""
        row = {"at": now_text(), "who": who, "act": act, "about": about, "course_id": course, "before": before, "after": after}
        with self._database.writing() as db:
            db.execute(insert(tables.audit), row)

    def recorded(self, course: int | None, *, before: int = 0, most: int = 200) -> tuple[Recorded, ...]:
        """What was done in a course, or to the server itself; the latest first, ``before`` a number where one is given."""
        audit = tables.audit
        where = audit.c.course_id.is_(None) if course is None else audit.c.course_id == course
        wanted = select(audit).where(where)
        if before:
            wanted = wanted.where(audit.c.id < before)
        with self._database.reading() as db:
            rows = db.execute(wanted.order_by(audit.c.id.desc()).limit(most)).all()
        return tuple(
            Recorded(
                id=row.id,
                at=datetime.fromisoformat(row.at),
                who=row.who,
                act=row.act,
                about=row.about,
                before=row.before,
                after=row.after,
            )
            for row in rows
        )
