"""The courses of a server, their assignments, and the files that each assignment is graded by, version after version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, Table, delete, func, insert, select, update

from grader.batch.store import tables
from grader.batch.store.database import Database
from grader.batch.store.moments import now_text
from grader.batch.store.sql import SqlStore, put

RevealRule = Literal["at_once", "at", "by_hand"]
Source = Literal["folder", "upload"]
Proof = Literal["", "queued", "running", "passed", "failed", "error"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What staff say of an assignment beside its files. ``due``: in the place of the file's, ISO 8601, or empty.

    ``edition`` counts the changes: who changes it names the one that they saw.
    """

    state: Literal["open", "closed", "archived"] = "open"
    reveal: RevealRule = "at_once"
    reveal_at: str = ""
    released_at: str = ""
    due: str = ""
    blind: bool = False
    edition: int = 0

    def shows_points(self, now: datetime | None = None) -> bool:
        """Whether students see their points and reports."""
        if self.reveal == "at":
            return bool(self.reveal_at) and datetime.fromisoformat(self.reveal_at) <= (now or datetime.now(UTC))
        return self.reveal == "at_once" or bool(self.released_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An assignment as it is graded now. ``bundle``: the digest of its files. ``past``: its course is archived."""

    id: int
    course_id: int
    course: str
    slug: str
    version: int
    bundle: str
    past: bool = False
    settings: Settings = Settings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Files that an assignment was, is or may be graded by. ``whole``: the digest with its samples, empty for an old one."""

    id: int
    assignment_id: int
    bundle: str
    whole: str
    at: datetime
    source: Source
    who: str
    proof: Proof


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """An assignment's files on their way into the database. ``content``: what grades; ``whole``: with what proves it."""

    slug: str
    digest: str
    content: bytes
    whole_digest: str = ""
    whole: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    id: int
    slug: str
    archived_at: str


class EditedError(Exception):
    """Somebody else changed it since it was read."""


class Courses:
    """Every course of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save_course(self, slug: str) -> int:
        return self._numbered(tables.courses, {"slug": slug})

    def courses(self) -> tuple[Course, ...]:
        courses = tables.courses
        with self._database.reading() as db:
            return tuple(Course(**row._mapping) for row in db.execute(select(courses).order_by(courses.c.slug)))

    def archive_course(self, course_id: int, *, archived: bool) -> None:
        courses = tables.courses
        with self._database.writing() as db:
            at = now_text() if archived else ""
            db.execute(update(courses).where(courses.c.id == course_id).values(archived_at=at))

    def save_bundles(self, course_id: int, bundles: Iterable[Packed]) -> None:
        """Those of the course's folder; what the folder held before is no new version, and a new one is graded by at once."""
        versions = tables.versions
        for packed in bundles:
            number = self._numbered(tables.assignments, {"course_id": course_id, "slug": packed.slug})
            with self._database.writing() as db:
                own = (versions.c.assignment_id == number, versions.c.source == "folder")
                last = db.execute(select(versions.c.bundle).where(*own).order_by(versions.c.id.desc())).scalars().first()
                if last != packed.digest:
                    made = _add_version(db, number, packed, "folder", "")
                    _use(db, number, made)

    def save_upload(self, course_id: int, packed: Packed, who: str) -> Version:
        """A version that nothing is graded by yet, unless it is the assignment's first; its proof is queued."""
        assignments = tables.assignments
        number = self._numbered(assignments, {"course_id": course_id, "slug": packed.slug})
        with self._database.writing() as db:
            made = _add_version(db, number, packed, "upload", who)
            first = (assignments.c.id == number, assignments.c.version_id.is_(None))
            db.execute(update(assignments).where(*first).values(version_id=made, state="closed"))
            _queue_proof(db, made)
        found = self.version(number, made)
        assert found is not None  # noqa: S101  # it was made just now
        return found

    def prove(self, version: int) -> None:
        """Have it verified, once more where it was."""
        with self._database.writing() as db:
            _queue_proof(db, version)

    def use(self, assignment_id: int, version: int) -> None:
        with self._database.writing() as db:
            _use(db, assignment_id, version)

    def assignments(self) -> tuple[Kept, ...]:
        """Those that have files, of every course, each by the version in use."""
        courses, assignments, versions = tables.courses, tables.assignments, tables.versions
        wanted = (
            select(
                assignments,
                courses.c.slug.label("course"),
                courses.c.archived_at,
                versions.c.id.label("version"),
                versions.c.bundle,
            )
            .join(courses, courses.c.id == assignments.c.course_id)
            .join(versions, versions.c.id == assignments.c.version_id)
            .order_by(assignments.c.id)
        )
        with self._database.reading() as db:
            return tuple(_kept(row) for row in db.execute(wanted))

    def versions(self, assignment_id: int) -> tuple[Version, ...]:
        """The newest first."""
        return self._versions(tables.versions.c.assignment_id == assignment_id)

    def version(self, assignment_id: int, version: int) -> Version | None:
        found = self._versions(tables.versions.c.assignment_id == assignment_id, tables.versions.c.id == version)
        return found[0] if found else None

    def proof_page(self, version: int) -> str:
        with self._database.reading() as db:
            found = db.execute(select(tables.versions.c.proof_page).where(tables.versions.c.id == version)).scalar()
        return bytes(found).decode() if found else ""

    def change(self, assignment_id: int, edition: int, values: Mapping[str, object]) -> None:
        """Of the settings. Raises EditedError where they are not those of ``edition`` any more."""
        assignments = tables.assignments
        mine = (assignments.c.id == assignment_id, assignments.c.edition == edition)
        with self._database.writing() as db:
            if not db.execute(update(assignments).where(*mine).values(edition=edition + 1, **values)).rowcount:
                raise EditedError

    def fetch_bundle(self, digest: str) -> bytes:
        with self._database.reading() as db:
            return bytes(db.execute(select(tables.bundles.c.content).where(tables.bundles.c.digest == digest)).scalar_one())

    def store(self, assignment_id: int) -> SqlStore:
        """Its grades, by the protocol that the command line uses."""
        return SqlStore(self._database, assignment_id)

    def _versions(self, *where: Any) -> tuple[Version, ...]:
        versions, jobs = tables.versions, tables.jobs
        open_job = select(func.max(jobs.c.state)).where(
            jobs.c.version_id == versions.c.id, jobs.c.kind == "verify", jobs.c.state.in_(("queued", "leased"))
        )
        wanted = select(versions, open_job.correlate(versions).scalar_subquery().label("open")).where(*where)
        with self._database.reading() as db:
            return tuple(_version(row) for row in db.execute(wanted.order_by(versions.c.id.desc())))

    def _numbered(self, table: Table, values: dict[str, object]) -> int:
        with self._database.writing() as db:
            where = [table.c[name] == value for name, value in values.items()]
            found = db.execute(select(table.c.id).where(*where)).scalar()
            if found is None:
                found = db.execute(insert(table).values(**values).returning(table.c.id)).scalar_one()
        return int(found)


def _add_version(db: Connection, assignment_id: int, packed: Packed, source: Source, who: str) -> int:
    bundles = [(packed.digest, packed.content), (packed.whole_digest, packed.whole)]
    put(db, tables.bundles, [{"digest": digest, "content": content} for digest, content in bundles if digest], keep=True)
    row = {"assignment_id": assignment_id, "bundle": packed.digest, "whole": packed.whole_digest, "source": source, "who": who}
    versions = tables.versions
    return int(db.execute(insert(versions).values(at=now_text(), **row).returning(versions.c.id)).scalar_one())


def _use(db: Connection, assignment_id: int, version: int) -> None:
    assignments = tables.assignments
    db.execute(
        update(assignments).where(assignments.c.id == assignment_id).values(version_id=version, edition=assignments.c.edition + 1)
    )


def _queue_proof(db: Connection, version: int) -> None:
    jobs = tables.jobs
    waiting = (jobs.c.version_id == version, jobs.c.kind == "verify", jobs.c.state.in_(("queued", "leased")))
    if db.execute(select(jobs.c.id).where(*waiting)).first() is None:
        db.execute(delete(jobs).where(jobs.c.version_id == version, jobs.c.kind == "verify"))
        row = {"version_id": version, "kind": "verify", "priority": 1, "turn": 0, "state": "queued", "queued_at": now_text()}
        db.execute(insert(jobs), {**row, "tries": 0, "done_cases": 0, "error": ""})


def _kept(row: Row[Any]) -> Kept:
    names = ("state", "reveal", "reveal_at", "released_at", "due", "blind", "edition")
    return Kept(
        id=row.id,
        course_id=row.course_id,
        course=row.course,
        slug=row.slug,
        version=row.version,
        bundle=row.bundle,
        past=bool(row.archived_at),
        settings=Settings(**{name: getattr(row, name) for name in names}),
    )


def _version(row: Row[Any]) -> Version:
    waiting: dict[str, Proof] = {"queued": "queued", "leased": "running"}
    return Version(
        id=row.id,
        assignment_id=row.assignment_id,
        bundle=row.bundle,
        whole=row.whole,
        at=datetime.fromisoformat(row.at),
        source=row.source,
        who=row.who,
        proof=waiting.get(row.open or "", row.proof),
    )
