"""Who may do what on a server: people, their enrolments, sessions and tokens.

Of what proves who somebody is only digests are kept: the database alone signs nobody in.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from grader.batch.store import tables
from grader.batch.store.database import Database
from grader.batch.store.moments import now_text
from grader.model import Lang

Role = Literal["student", "assistant", "instructor"]
TokenKind = Literal["invite", "submit"]
SESSION_S = 14 * 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """``lang`` empty: none was chosen. ``password``: a hash, never the word."""

    id: int
    login: str
    name: str
    password: str
    lang: Lang | Literal[""]
    is_admin: bool = False
    disabled_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """Somebody in a course. ``person_id`` None: the invitation was not taken up yet."""

    id: int
    course_id: int
    course: str
    person_id: int | None
    student: str
    name: str
    section: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A row of a roster."""

    student: str
    name: str
    section: str = ""
    role: Role = "student"


class LoginTakenError(Exception):
    """Somebody else has that login."""


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class People:
    """The people of every course of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def by_login(self, login: str) -> Person | None:
        return self._one(tables.people.c.login == login.casefold())

    def login_of(self, person: int) -> str:
        found = self._one(tables.people.c.id == person)
        return found.login if found is not None else ""

    def by_session(self, secret: str) -> Person | None:
        people, sessions = tables.people, tables.sessions
        wanted = select(people).join(sessions, sessions.c.person_id == people.c.id)
        wanted = wanted.where(sessions.c.hash == digest_of(secret), sessions.c.ends_at > now_text(), people.c.disabled_at == "")
        with self._database.reading() as db:
            row = db.execute(wanted).one_or_none()
        return _person(row._mapping) if row is not None else None

    def open_session(self, person: int) -> str:
        """The secret that the browser keeps; only its digest stays here."""
        secret = secrets.token_urlsafe(32)
        with self._database.writing() as db:
            db.execute(delete(tables.sessions).where(tables.sessions.c.ends_at < now_text()))
            row = {"hash": digest_of(secret), "person_id": person, "ends_at": now_text(SESSION_S)}
            db.execute(insert(tables.sessions), row)
        return secret

    def end_session(self, secret: str) -> None:
        with self._database.writing() as db:
            db.execute(delete(tables.sessions).where(tables.sessions.c.hash == digest_of(secret)))

    def end_sessions(self, person: int) -> None:
        with self._database.writing() as db:
            db.execute(delete(tables.sessions).where(tables.sessions.c.person_id == person))

    def set_password(self, person: int, password: str) -> None:
        """Whoever was signed in with the old one is signed out."""
        with self._database.writing() as db:
            db.execute(update(tables.people).where(tables.people.c.id == person).values(password=password))
            db.execute(delete(tables.sessions).where(tables.sessions.c.person_id == person))

    def set_lang(self, person: int, lang: Lang) -> None:
        with self._database.writing() as db:
            db.execute(update(tables.people).where(tables.people.c.id == person).values(lang=lang))

    def enrolments_of(self, person: int) -> tuple[Enrolment, ...]:
        return self._enrolments(tables.enrolments.c.person_id == person)

    def enrolled(self, course_id: int) -> tuple[Enrolment, ...]:
        """By name of the id."""
        return self._enrolments(tables.enrolments.c.course_id == course_id)

    def enrol(self, course_id: int, listed: Iterable[Listed], *, leave_out: bool = False) -> None:
        """Add or rename by id; a role that somebody has stays.

        ``leave_out``: students who are not listed are in the course no more; what they handed in is kept.
        """
        enrolments, listed = tables.enrolments, tuple(listed)
        with self._database.writing() as db:
            there = {row.student for row in db.execute(select(enrolments.c.student).where(enrolments.c.course_id == course_id))}
            if leave_out:
                everybody = (enrolments.c.course_id == course_id, enrolments.c.role == "student")
                db.execute(update(enrolments).where(*everybody).values(active=False))
            for each in listed:
                values = {"name": each.name, "section": each.section, "active": True}
                if each.student in there:
                    mine = (enrolments.c.course_id == course_id, enrolments.c.student == each.student)
                    db.execute(update(enrolments).where(*mine).values(**values))
                else:
                    db.execute(insert(enrolments).values(course_id=course_id, student=each.student, role=each.role, **values))

    def make_token(self, enrolment: int, kind: TokenKind, lasts_s: float) -> str:
        """The secret, shown once. An invitation takes the place of the one before."""
        secret = secrets.token_urlsafe(32)
        tokens = tables.tokens
        with self._database.writing() as db:
            if kind == "invite":
                db.execute(delete(tokens).where(tokens.c.enrolment_id == enrolment, tokens.c.kind == kind))
            row = {"hash": digest_of(secret), "kind": kind, "enrolment_id": enrolment, "made_at": now_text()}
            db.execute(insert(tokens), {**row, "ends_at": now_text(lasts_s)})
        return secret

    def tokens_of(self, person: int) -> tuple[tuple[str, str, str, str], ...]:
        """Of programs: the start of the digest, made, used last, ends."""
        tokens, enrolments = tables.tokens, tables.enrolments
        wanted = select(tokens.c.hash, tokens.c.made_at, tokens.c.used_at, tokens.c.ends_at)
        wanted = wanted.join(enrolments, enrolments.c.id == tokens.c.enrolment_id)
        wanted = wanted.where(enrolments.c.person_id == person, tokens.c.kind == "submit", tokens.c.ends_at > now_text())
        with self._database.reading() as db:
            return tuple((row[0][:8], row[1], row[2] or "", row[3]) for row in db.execute(wanted.order_by(tokens.c.made_at)))

    def revoke_tokens(self, person: int) -> None:
        tokens, enrolments = tables.tokens, tables.enrolments
        mine = select(enrolments.c.id).where(enrolments.c.person_id == person)
        with self._database.writing() as db:
            db.execute(delete(tokens).where(tokens.c.kind == "submit", tokens.c.enrolment_id.in_(mine)))

    def by_token(self, secret: str, kind: TokenKind) -> Enrolment | None:
        tokens = tables.tokens
        good = (tokens.c.hash == digest_of(secret), tokens.c.kind == kind, tokens.c.ends_at > now_text())
        with self._database.reading() as db:  # strangers who guess keep nobody from writing
            row = db.execute(select(tokens.c.enrolment_id).where(*good)).one_or_none()
        if row is None:
            return None
        if kind == "submit":
            with self._database.writing() as db:
                db.execute(update(tokens).where(*good).values(used_at=now_text()))
        found = self._enrolments(tables.enrolments.c.id == row[0])
        if not found or (found[0].person_id is not None and self.is_disabled(found[0].person_id)):
            return None
        return found[0]

    def is_disabled(self, person: int) -> bool:
        found = self._one(tables.people.c.id == person)
        return found is None or bool(found.disabled_at)

    def may_renew(self, asks: Person, person: int) -> bool:
        """Whether ``asks`` may set a new password for them: an administrator, or the instructor of all courses that they are in."""
        other = self._one(tables.people.c.id == person)
        if asks.is_admin or other is None or asks.id == person:
            return True
        taught = {each.course_id for each in self.enrolments_of(asks.id) if each.role == "instructor"}
        return not other.is_admin and {each.course_id for each in self.enrolments_of(person)} <= taught

    def has_namesake(self, person: Person) -> bool:
        """Whether another account is called the same."""
        people = tables.people
        wanted = select(people.c.id).where(people.c.name == person.name, people.c.id != person.id).limit(1)
        with self._database.reading() as db:
            return db.execute(wanted).first() is not None

    def everybody(self) -> tuple[Person, ...]:
        with self._database.reading() as db:
            rows = db.execute(select(tables.people).order_by(tables.people.c.login)).all()
        return tuple(_person(row._mapping) for row in rows)

    def change(self, person: int, *, is_admin: bool | None = None, disabled: bool | None = None) -> None:
        """Of an account. What changes ends its sessions, and with them whatever it could do."""
        values: dict[str, object] = {} if is_admin is None else {"is_admin": is_admin}
        if disabled is not None:
            values["disabled_at"] = now_text() if disabled else ""
        with self._database.writing() as db:
            db.execute(update(tables.people).where(tables.people.c.id == person).values(**values))
            db.execute(delete(tables.sessions).where(tables.sessions.c.person_id == person))
            end_invitations(db, person)

    def join(self, person: Person, course_id: int, student: str, role: Role) -> None:
        """Into a course, with the account that they have. Who was in it gets the role."""
        enrolments = tables.enrolments
        with self._database.writing() as db:
            mine = (enrolments.c.course_id == course_id, enrolments.c.person_id == person.id)
            values = {"role": role, "active": True}
            if not db.execute(update(enrolments).where(*mine).values(**values)).rowcount:
                taken = select(enrolments.c.id).where(enrolments.c.course_id == course_id, enrolments.c.student == student)
                unique = student if db.execute(taken).first() is None else f"{student}-{person.id}"
                row = {"course_id": course_id, "person_id": person.id, "student": unique, "name": person.name, "section": ""}
                db.execute(insert(enrolments).values(**row, **values))
            end_invitations(db, person.id)

    def set_role(self, course_id: int, student: str, role: Role) -> Role | None:
        """The one before; None where nobody goes by that id. Sessions end, so that no page goes on as what somebody was."""
        enrolments = tables.enrolments
        mine = (enrolments.c.course_id == course_id, enrolments.c.student == student, enrolments.c.active)
        with self._database.writing() as db:
            row = db.execute(select(enrolments.c.role, enrolments.c.person_id).where(*mine)).one_or_none()
            if row is None:
                return None
            db.execute(update(enrolments).where(*mine).values(role=role))
            if row.person_id is not None:
                db.execute(delete(tables.sessions).where(tables.sessions.c.person_id == row.person_id))
                end_invitations(db, row.person_id)
        before: Role = row.role
        return before

    def take_up(self, secret: str, login: str, password: str) -> Person | None:
        """An invitation becomes an account, once. Of somebody who has one: a new password. Raises LoginTakenError."""
        tokens, enrolments, people = tables.tokens, tables.enrolments, tables.people
        good = (tokens.c.hash == digest_of(secret), tokens.c.kind == "invite", tokens.c.ends_at > now_text())
        with self._database.writing() as db:
            # Taken before anything is done with it: on PostgreSQL others may come with the same link at this moment.
            enrolment = db.execute(delete(tokens).where(*good).returning(tokens.c.enrolment_id)).scalar()
            if enrolment is None:
                return None
            found = db.execute(select(enrolments).where(enrolments.c.id == enrolment)).one()
            person = found.person_id
            if person is None:
                person = make_person(db, login.casefold(), found.name or found.student, password)
                db.execute(update(enrolments).where(enrolments.c.id == found.id).values(person_id=person))
            else:
                db.execute(update(people).where(people.c.id == person).values(password=password))
            db.execute(delete(tables.sessions).where(tables.sessions.c.person_id == person))
        return self._one(people.c.id == person)

    def is_claimed(self) -> bool:
        """Whether somebody has the server's keys."""
        with self._database.reading() as db:
            return _is_claimed(db)

    def count(self) -> int:
        with self._database.reading() as db:
            return db.execute(select(func.count()).select_from(tables.people)).scalar_one()

    def _one(self, where: object) -> Person | None:
        with self._database.reading() as db:
            row = db.execute(select(tables.people).where(where)).one_or_none()  # type: ignore[arg-type]
        return _person(row._mapping) if row is not None else None

    def _enrolments(self, *where: object) -> tuple[Enrolment, ...]:
        enrolments, courses = tables.enrolments, tables.courses
        wanted = select(enrolments, courses.c.slug.label("course")).join(courses, courses.c.id == enrolments.c.course_id)
        wanted = wanted.where(enrolments.c.active, *where).order_by(enrolments.c.student)  # type: ignore[arg-type]
        with self._database.reading() as db:
            rows = [dict(row._mapping) for row in db.execute(wanted)]
        return tuple(Enrolment(**{name: value for name, value in row.items() if name != "active"}) for row in rows)


def end_invitations(db: Connection, person: int) -> None:
    """An account that can do more than before: a link that sets its password was made by who might do that then, not now."""
    tokens, enrolments = tables.tokens, tables.enrolments
    mine = select(enrolments.c.id).where(enrolments.c.person_id == person)
    db.execute(delete(tokens).where(tokens.c.kind == "invite", tokens.c.enrolment_id.in_(mine)))


def make_person(db: Connection, login: str, name: str, password: str) -> int:
    people = tables.people
    if db.execute(select(people.c.id).where(people.c.login == login)).one_or_none() is not None:
        raise LoginTakenError(login)
    row: dict[str, object] = {"login": login, "name": name, "password": password, "lang": "", "made_at": now_text()}
    # Whoever is the first by a link has the server's keys; who came from elsewhere before has none.
    row["is_admin"] = not _is_claimed(db)
    return int(db.execute(insert(people).values(**row).returning(people.c.id)).scalar_one())


def _is_claimed(db: Connection) -> bool:
    people = tables.people
    return db.execute(select(people.c.id).where(or_(people.c.is_admin, people.c.password != "")).limit(1)).first() is not None


def _person(row: object) -> Person:
    return Person(**{name: value for name, value in dict(row).items() if name != "made_at"})  # type: ignore[call-overload]
