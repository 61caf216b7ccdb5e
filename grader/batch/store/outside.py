"""Who is known elsewhere: identities of a provider or a platform, sign-ins that were begun there, and what platforms keep."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from grader.batch.store import outside_tables, tables
from grader.batch.store.database import Database
from grader.batch.store.moments import now_text
from grader.batch.store.people import Person, Role, digest_of, end_invitations, make_person
from grader.batch.store.sql import put

# From leaving for the other server to coming back.
BEGUN_S = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """A learning platform that launches into a course."""

    id: int
    course_id: int
    issuer: str
    client_id: str
    deployment: str
    sign_in_url: str
    token_url: str
    keys_url: str
    members_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Where a platform keeps the grades of an assignment."""

    platform: Platform
    url: str


class Outside:
    """Of one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, content: Mapping[str, str]) -> str:
        """The secret under which a sign-in comes back, once."""
        secret = secrets.token_urlsafe(32)
        begun = outside_tables.begun
        with self._database.writing() as db:
            db.execute(delete(begun).where(begun.c.ends_at < now_text()))
            row = {"hash": digest_of(secret), "content": json.dumps(dict(content)), "ends_at": now_text(BEGUN_S)}
            db.execute(insert(begun), row)
        return secret

    def come_back(self, secret: str) -> Mapping[str, str] | None:
        """What was begun under it; only the first who asks is told."""
        begun = outside_tables.begun
        with self._database.writing() as db:
            mine = (begun.c.hash == digest_of(secret), begun.c.ends_at > now_text())
            content = db.execute(delete(begun).where(*mine).returning(begun.c.content)).scalar()
        return dict(json.loads(content)) if content is not None else None

    def person_of(self, issuer: str, subject: str) -> int | None:
        identities = outside_tables.identities
        with self._database.reading() as db:
            mine = (identities.c.issuer == issuer, identities.c.subject == subject)
            found = db.execute(select(identities.c.person_id).where(*mine)).scalar()
        return int(found) if found is not None else None

    def subject_of(self, issuer: str, person: int) -> str:
        identities = outside_tables.identities
        with self._database.reading() as db:
            mine = (identities.c.issuer == issuer, identities.c.person_id == person)
            return str(db.execute(select(identities.c.subject).where(*mine)).scalars().first() or "")

    def make(self, issuer: str, subject: str, login: str, name: str) -> int:
        """An account that nobody signs in to with a password. Raises LoginTakenError: whoever has that login proves it there."""
        with self._database.writing() as db:
            person = make_person(db, login.casefold(), name or login, "")
            db.execute(update(tables.people).where(tables.people.c.id == person).values(is_admin=False))
            db.execute(insert(outside_tables.identities), {"issuer": issuer, "subject": subject, "person_id": person})
        return person

    def claim(self, person: int, student: str, course_id: int | None = None) -> None:
        """What waits on rosters under that id is theirs; of one course, or of every one. Staff are made by staff alone."""
        enrolments = tables.enrolments
        with self._database.writing() as db:
            there = select(enrolments.c.course_id).where(enrolments.c.person_id == person)
            free = [
                enrolments.c.student == student,
                enrolments.c.person_id.is_(None),
                enrolments.c.active,
                enrolments.c.role == "student",
                enrolments.c.course_id.not_in(there),
            ]
            if course_id is not None:
                free.append(enrolments.c.course_id == course_id)
            if db.execute(update(enrolments).where(*free).values(person_id=person)).rowcount:
                end_invitations(db, person)

    def admit(self, person: Person, course_id: int, student: str, role: Role) -> None:
        """Into a course that a platform launched into: as who waits on the roster under that id, else as somebody new.

        A role that was given here stays, so that no platform takes or gives more than it did the first time.
        """
        enrolments = tables.enrolments
        self.claim(person.id, student, course_id)
        with self._database.writing() as db:
            mine = (enrolments.c.course_id == course_id, enrolments.c.person_id == person.id)
            if db.execute(update(enrolments).where(*mine).values(active=True)).rowcount:
                return
            taken = select(enrolments.c.id).where(enrolments.c.course_id == course_id, enrolments.c.student == student)
            unique = student if db.execute(taken).first() is None else f"{student}-{person.id}"
            row = {"course_id": course_id, "person_id": person.id, "student": unique, "name": person.name, "section": ""}
            db.execute(insert(enrolments).values(role=role, active=True, **row))
            end_invitations(db, person.id)

    def platforms(self, course_id: int | None = None) -> tuple[Platform, ...]:
        platforms = outside_tables.platforms
        wanted = select(platforms).order_by(platforms.c.id)
        if course_id is not None:
            wanted = wanted.where(platforms.c.course_id == course_id)
        with self._database.reading() as db:
            return tuple(Platform(**row) for row in db.execute(wanted).mappings())

    def save_platform(self, course_id: int, **values: str) -> None:
        with self._database.writing() as db:
            same = [outside_tables.platforms.c[name] == values[name] for name in ("issuer", "client_id", "deployment")]
            db.execute(
                delete(outside_tables.lines).where(
                    outside_tables.lines.c.platform_id.in_(select(outside_tables.platforms.c.id).where(*same))
                )
            )
            db.execute(delete(outside_tables.platforms).where(*same))
            db.execute(insert(outside_tables.platforms).values(course_id=course_id, **values))

    def save_members_url(self, platform: int, url: str) -> None:
        platforms = outside_tables.platforms
        with self._database.writing() as db:
            db.execute(update(platforms).where(platforms.c.id == platform).values(members_url=url))

    def save_line(self, platform: int, assignment_id: int, resource: str, url: str) -> None:
        row = {"platform_id": platform, "assignment_id": assignment_id, "resource": resource, "url": url}
        with self._database.writing() as db:
            put(db, outside_tables.lines, [row])

    def lines(self, assignment_id: int) -> tuple[Line, ...]:
        lines = outside_tables.lines
        with self._database.reading() as db:
            wanted = select(lines.c.platform_id, lines.c.url).where(lines.c.assignment_id == assignment_id)
            urls = {row.platform_id: row.url for row in db.execute(wanted)}
        return tuple(Line(platform=each, url=urls[each.id]) for each in self.platforms() if each.id in urls)

    def keys(self) -> tuple[str, ...]:
        """Ours, the newest first, as JSON with their private halves."""
        with self._database.reading() as db:
            return tuple(db.execute(select(outside_tables.keys.c.private).order_by(outside_tables.keys.c.at.desc())).scalars())

    def save_key(self, kid: str, private: str) -> None:
        with self._database.writing() as db:
            put(db, outside_tables.keys, [{"kid": kid, "private": private, "at": now_text()}], keep=True)
