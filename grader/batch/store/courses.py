"""The courses of a server, their assignments, and the files that each assignment is graded by, version after version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Table, insert, select

from grader.batch.store import tables
from grader.batch.store.database import Database
from grader.batch.store.moments import now_text
from grader.batch.store.sql import SqlStore, put


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An assignment as it is graded now. ``bundle``: the digest of its files."""

    id: int
    course_id: int
    course: str
    slug: str
    version: int
    bundle: str


class Courses:
    """Every course of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_course(self, slug: str) -> int:
        return self._numbered(tables.courses, {"slug": slug})

    def save_bundles(self, course_id: int, bundles: Iterable[tuple[str, str, bytes]]) -> None:
        """``(slug, digest, content)`` each; one that is the latest already is no new version."""
        versions = tables.versions
        known = {each.slug: each.bundle for each in self.assignments() if each.course_id == course_id}
        for slug, digest, content in bundles:
            number = self._numbered(tables.assignments, {"course_id": course_id, "slug": slug})
            if known.get(slug) == digest:
                continue
            with self._database.writing() as db:
                put(db, tables.bundles, [{"digest": digest, "content": content}], keep=True)
                db.execute(insert(versions), {"assignment_id": number, "bundle": digest, "at": now_text()})

    def assignments(self) -> tuple[Kept, ...]:
        """Those that have files, each by its latest version."""
        courses, assignments, versions = tables.courses, tables.assignments, tables.versions
        wanted = (
            select(assignments, courses.c.slug.label("course"), versions.c.id.label("version"), versions.c.bundle)
            .join(courses, courses.c.id == assignments.c.course_id)
            .join(versions, versions.c.assignment_id == assignments.c.id)
            .order_by(versions.c.id)
        )
        with self._database.reading() as db:
            rows = {row.id: row for row in db.execute(wanted)}
        return tuple(
            Kept(id=row.id, course_id=row.course_id, course=row.course, slug=row.slug, version=row.version, bundle=row.bundle)
            for row in rows.values()
        )

    def fetch_bundle(self, digest: str) -> bytes:
        with self._database.reading() as db:
            return bytes(db.execute(select(tables.bundles.c.content).where(tables.bundles.c.digest == digest)).scalar_one())

    def store(self, assignment_id: int) -> SqlStore:
        """Its grades, by the seam that the command line uses."""
        return SqlStore(self._database, assignment_id)

    def _numbered(self, table: Table, values: dict[str, object]) -> int:
        with self._database.writing() as db:
            where = [table.c[name] == value for name, value in values.items()]
            found = db.execute(select(table.c.id).where(*where)).scalar()
            if found is None:
                found = db.execute(insert(table).values(**values).returning(table.c.id)).scalar_one()
        return int(found)
