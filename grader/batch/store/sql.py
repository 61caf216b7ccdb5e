"""Grades in a database: what it holds of one assignment. Each ``save_`` is one transaction."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import msgpack
from pydantic import TypeAdapter
from sqlalchemy import Connection, Select, Table, bindparam, case, delete, insert, select
from sqlalchemy.dialects import sqlite

from grader.batch.store import tables
from grader.batch.store.database import Database, open_file
from grader.batch.store.protocol import Files, Print
from grader.model import Member

MEMBER = TypeAdapter(Member)
# Of a batch's folder, which has only one; its name is among the facts.
ONLY = 1
Rows = Iterable[Mapping[str, Any]]
# Rows that are handed to the database at a time.
PUT = 500
# Asked for each submission of a class, so made once.
FILES = select(tables.submissions.c.files).where(tables.submissions.c.digest == bindparam("digest"))
WITHHELD = select(tables.grades.c.withheld).where(tables.grades.c.key == bindparam("key"))
GRADE = select(tables.grades.c.grade).where(tables.grades.c.key == bindparam("key"))
GRADES = select(tables.grades.c.key, tables.grades.c.grade).where(tables.grades.c.key.in_(bindparam("keys", expanding=True)))
# Grades in one query; they are packed meanwhile.
AT_ONCE = 100


def open_store(path: Path) -> SqlStore:
    """Of a batch's folder: the one assignment in ``path``, which is made if it is not there. Raises StoreError."""
    database = open_file(path)
    with database.writing() as db:
        put(db, tables.courses, [{"id": ONLY, "slug": ""}], keep=True)
        put(db, tables.assignments, [{"id": ONLY, "course_id": ONLY, "slug": ""}], keep=True)
    return SqlStore(database, ONLY)


def upsert(dialect: str) -> Callable[[Table], Any]:
    """The insert that can replace, of the one dialect or the other."""
    if dialect == "sqlite":
        return sqlite.insert
    from sqlalchemy.dialects import postgresql  # a folder has no use for it, and it takes a while to load

    return postgresql.insert


def put(db: Connection, table: Table, rows: Rows, *, keep: bool = False) -> None:
    """Insert; a row of the same primary key is replaced, or with ``keep`` stays as it is."""
    made = upsert(db.dialect.name)(table)
    if keep:
        made = made.on_conflict_do_nothing()
    else:
        key = [column.name for column in table.primary_key]
        rest = {column.name: made.excluded[column.name] for column in table.columns if column.name not in key}
        made = made.on_conflict_do_update(index_elements=key, set_=rest)
    left = iter(rows)
    while some := list(islice(left, PUT)):
        db.execute(made, some)


class SqlStore:
    """One assignment. Raises StoreError for whatever the disk or the database does not allow."""

    def __init__(self, database: Database, assignment_id: int) -> None:
        self._database, self._id = database, assignment_id

    def fetch_facts(self) -> Mapping[str, str]:
        facts = tables.facts
        return dict(self._all(select(facts.c.name, facts.c.value).where(facts.c.assignment_id == self._id)))

    def save_facts(self, facts: Mapping[str, str]) -> None:
        self._put(tables.facts, [{"assignment_id": self._id, "name": name, "value": value} for name, value in facts.items()])

    def fetch_members(self) -> tuple[Member, ...]:
        members = tables.members
        found = self._each(select(members.c.member).where(members.c.assignment_id == self._id))
        return tuple(sorted((MEMBER.validate_json(member) for (member,) in found), key=lambda member: member.student))

    def save_members(self, members: Iterable[Member]) -> None:
        there, members = tables.members, tuple(members)
        with self._database.writing() as db:
            now = {member.student for member in members}
            known = db.execute(select(there.c.student).where(there.c.assignment_id == self._id)).scalars().all()
            for student in known:
                if student not in now:
                    db.execute(delete(there).where(there.c.assignment_id == self._id, there.c.student == student))
            self._put_changed(db, there, self._rows_of(members))

    def save_attempts(self, members: Iterable[Member]) -> None:
        with self._database.writing() as db:
            self._put_changed(db, tables.attempts, self._rows_of(members, attempts=True))

    def fetch_attempts(self) -> Mapping[str, tuple[Member, ...]]:
        attempts = tables.attempts
        wanted = select(attempts.c.student, attempts.c.member).where(attempts.c.assignment_id == self._id)
        found: dict[str, tuple[Member, ...]] = {}
        for student, member in self._each(wanted.order_by(attempts.c.student, attempts.c.attempt)):
            found[student] = (*found.get(student, ()), MEMBER.validate_json(member))
        return found

    def fetch_digests(self) -> frozenset[str]:
        return frozenset(digest for (digest,) in self._each(select(tables.submissions.c.digest)))

    def save_files(self, submissions: Iterable[tuple[str, Files]]) -> None:
        self._put(tables.submissions, [packed_files(digest, files) for digest, files in submissions], keep=True)

    def fetch_files(self, digest: str) -> Files:
        found = self._all(FILES, {"digest": digest})
        return unpacked_files(found[0][0]) if found else ()

    def save_grade(self, key: str, digest: str, grade: bytes, *, withheld: bool) -> None:
        with self._database.writing() as db:
            put_grade(db, key, digest, grade, withheld=withheld)

    def fetch_grade(self, key: str) -> bytes | None:
        found = self._all(GRADE, {"key": key})
        return zlib.decompress(found[0][0]) if found else None

    def fetch_grades(self, keys: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        for start in range(0, len(keys), AT_ONCE):
            found = self._all(GRADES, {"keys": keys[start : start + AT_ONCE]})
            yield from ((key, zlib.decompress(grade)) for key, grade in found)

    def fetch_withheld(self, key: str) -> int | None:
        """How many tries at the grade were withheld, 0 for one that was made, None where there is none."""
        found = self._all(WITHHELD, {"key": key})
        return found[0][0] if found else None

    def fetch_graded(self) -> Mapping[str, int]:
        return dict(self._each(select(tables.grades.c.key, tables.grades.c.withheld)))

    def save_outline(self, words_digest: str, cases: bytes) -> None:
        self._put(tables.outlines, [{"words_digest": words_digest, "cases": cases}])

    def fetch_outline(self, words_digest: str) -> bytes | None:
        found = self._all(select(tables.outlines.c.cases).where(tables.outlines.c.words_digest == words_digest))
        return bytes(found[0][0]) if found else None

    def save_published(self, keys: Mapping[str, str]) -> None:
        """A publication more; the same one again is none."""
        if keys == self.fetch_published():
            return
        with self._database.writing() as db:
            made = insert(tables.publications).values(assignment_id=self._id, at=datetime.now(UTC).isoformat())
            (number,) = db.execute(made).inserted_primary_key or (None,)
            put(db, tables.published, ({"publication_id": number, "student": student, "key": key} for student, key in keys.items()))

    def fetch_published(self) -> Mapping[str, str]:
        publications, published = tables.publications, tables.published
        latest = select(publications.c.id).where(publications.c.assignment_id == self._id)
        latest = latest.order_by(publications.c.id.desc()).limit(1)
        wanted = select(published.c.student, published.c.key).where(published.c.publication_id == latest.scalar_subquery())
        return dict(self._each(wanted))

    def save_prints(self, prints: Iterable[Print]) -> None:
        self._put(tables.prints, ({"assignment_id": self._id, **asdict(each)} for each in prints))

    def forget_prints(self, students: Iterable[str]) -> None:
        prints = tables.prints
        with self._database.writing() as db:
            for student in students:
                db.execute(delete(prints).where(prints.c.assignment_id == self._id, prints.c.student == student))

    def fetch_prints(self) -> Mapping[str, Print]:
        prints = tables.prints
        columns = [prints.c[field.name] for field in fields(Print) if field.name != "row"]
        wanted = select(*columns).where(prints.c.assignment_id == self._id)
        return {row[0]: Print(*row) for row in self._each(wanted)}

    def fetch_rows(self, students: Iterable[str]) -> Iterator[str]:
        prints, left = tables.prints, iter(students)
        wanted = select(prints.c.student, prints.c.row).where(prints.c.assignment_id == self._id)
        wanted = wanted.where(prints.c.student.in_(bindparam("students", expanding=True)))
        while some := list(islice(left, AT_ONCE)):
            found = dict(self._all(wanted, {"students": some}))
            yield from (found.get(student, "") for student in some)

    def close(self) -> None:
        self._database.close()

    def _all(self, wanted: Select[Any], values: Mapping[str, str | Sequence[str]] | None = None) -> list[Any]:
        with self._database.reading() as db:
            return [tuple(row) for row in db.execute(wanted, values)]

    def _each(self, wanted: Select[Any]) -> Iterator[tuple[Any, ...]]:
        """Of what may be a row for each student: one after the other, in one look at the database."""
        with self._database.reading() as db:
            yield from map(tuple, db.execute(wanted))

    def _rows_of(self, members: Iterable[Member], *, attempts: bool = False) -> Iterator[dict[str, Any]]:
        for member in members:
            row = {"assignment_id": self._id, "student": member.student, "member": MEMBER.dump_json(member)}
            yield row | {"attempt": member.attempt} if attempts else row

    def _put_changed(self, db: Connection, table: Table, rows: Iterator[dict[str, Any]]) -> None:
        """Those that are not there as they are, which of a class that was read before are few."""
        columns = [table.c[name] for name in ("student", "attempt", "member") if name in table.c]
        wanted = select(*columns).where(table.c.assignment_id == self._id)
        # Sorted by a database in an order of its own it may miss one, which is then put once more.
        wanted = wanted.where(table.c.student.between(bindparam("first"), bindparam("last")))
        while some := list(islice(rows, PUT)):
            students = [row["student"] for row in some]
            there = set(map(tuple, db.execute(wanted, {"first": min(students), "last": max(students)})))
            put(db, table, (row for row in some if tuple(row[column.name] for column in columns) not in there))

    def _put(self, table: Table, rows: Rows, *, keep: bool = False) -> None:
        with self._database.writing() as db:
            put(db, table, rows, keep=keep)


def packed_files(digest: str, files: Files) -> Mapping[str, Any]:
    """A row of ``submissions``."""
    return {"digest": digest, "files": zlib.compress(msgpack.packb([list(file) for file in files]), 1)}


def unpacked_files(packed: bytes) -> Files:
    return tuple((name, content) for name, content in msgpack.unpackb(zlib.decompress(packed)))


def put_grade(db: Connection, key: str, digest: str, grade: bytes, *, withheld: bool) -> None:
    """A grade that was made stays; one that was withheld gives way to the next try, and the tries are counted."""
    row = {"key": key, "digest": digest, "withheld": int(withheld), "grade": zlib.compress(grade, 1)}
    db.execute(_put_grade(db.dialect.name), row)


@cache
def _put_grade(dialect: str) -> Any:
    made = upsert(dialect)(tables.grades)
    tries = case((made.excluded.withheld != 0, tables.grades.c.withheld + 1), else_=0)
    return made.on_conflict_do_update(
        index_elements=["key"], set_={"withheld": tries, "grade": made.excluded.grade}, where=tables.grades.c.withheld != 0
    )
