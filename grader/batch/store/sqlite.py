"""Grades in one SQLite file. A write-ahead log where the file system can keep one, else a rollback journal.

One connection, used by the threads of one process under a lock; other processes may read beside it. Each ``save_`` is one
transaction: whatever kills the process, what was saved is there and what was not is not. With the write-ahead log a power cut may
cost the last few grades, which are then made again; it never costs the file.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgpack
from pydantic import TypeAdapter

from grader.batch.store.seam import Files, Print
from grader.errors import StoreError
from grader.model import Member

VERSION = 1
MEMBER = TypeAdapter(Member)
BUSY_S = 30.0
SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS members (student TEXT PRIMARY KEY, member BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS attempts (student TEXT, attempt INTEGER, member BLOB NOT NULL, PRIMARY KEY (student, attempt))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS submissions (digest TEXT PRIMARY KEY, files BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS grades (key TEXT PRIMARY KEY, digest TEXT NOT NULL, withheld INTEGER NOT NULL, grade BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS outlines (words_digest TEXT PRIMARY KEY, cases BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS published (student TEXT PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS prints (student TEXT PRIMARY KEY, file TEXT NOT NULL, made_of TEXT NOT NULL) WITHOUT ROWID;
"""


class SqliteStore:
    """``path``: the file; made if it is not there. Raises StoreError for whatever the disk or the file does not allow."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        with self._told():
            self._db = self._opened()

    def fetch_facts(self) -> Mapping[str, str]:
        return dict(self._all("SELECT name, value FROM facts"))

    def save_facts(self, facts: Mapping[str, str]) -> None:
        self._many("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts.items())

    def fetch_members(self) -> tuple[Member, ...]:
        return tuple(MEMBER.validate_json(row[0]) for row in self._all("SELECT member FROM members ORDER BY student"))

    def save_members(self, members: Iterable[Member]) -> None:
        with self._transaction() as db:
            db.execute("DELETE FROM members")
            rows = ((member.student, MEMBER.dump_json(member)) for member in members)
            db.executemany("INSERT INTO members VALUES (?, ?)", rows)

    def save_attempts(self, members: Iterable[Member]) -> None:
        rows = [(member.student, member.attempt, MEMBER.dump_json(member)) for member in members]
        self._many("INSERT OR REPLACE INTO attempts VALUES (?, ?, ?)", rows)

    def fetch_attempts(self) -> Mapping[str, tuple[Member, ...]]:
        found: dict[str, tuple[Member, ...]] = {}
        for student, member in self._all("SELECT student, member FROM attempts ORDER BY student, attempt"):
            found[student] = (*found.get(student, ()), MEMBER.validate_json(member))
        return found

    def fetch_digests(self) -> frozenset[str]:
        return frozenset(digest for (digest,) in self._all("SELECT digest FROM submissions"))

    def save_files(self, submissions: Iterable[tuple[str, Files]]) -> None:
        rows = [(digest, zlib.compress(msgpack.packb([list(file) for file in files]), 1)) for digest, files in submissions]
        self._many("INSERT OR IGNORE INTO submissions VALUES (?, ?)", rows)

    def fetch_files(self, digest: str) -> Files:
        found = self._all("SELECT files FROM submissions WHERE digest = ?", digest)
        return tuple((name, content) for name, content in msgpack.unpackb(zlib.decompress(found[0][0]))) if found else ()

    def save_grade(self, key: str, digest: str, grade: bytes, *, withheld: bool) -> None:
        packed = zlib.compress(grade, 1)
        with self._transaction() as db:
            db.execute(
                "INSERT INTO grades VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
                "withheld = CASE WHEN excluded.withheld THEN grades.withheld + 1 ELSE 0 END, "
                "grade = excluded.grade WHERE grades.withheld",
                (key, digest, withheld, packed),
            )

    def fetch_grade(self, key: str) -> bytes | None:
        found = self._all("SELECT grade FROM grades WHERE key = ?", key)
        return zlib.decompress(found[0][0]) if found else None

    def fetch_graded(self) -> Mapping[str, int]:
        return dict(self._all("SELECT key, withheld FROM grades"))

    def save_outline(self, words_digest: str, cases: bytes) -> None:
        self._many("INSERT OR REPLACE INTO outlines VALUES (?, ?)", [(words_digest, cases)])

    def fetch_outline(self, words_digest: str) -> bytes | None:
        found = self._all("SELECT cases FROM outlines WHERE words_digest = ?", words_digest)
        return bytes(found[0][0]) if found else None

    def save_published(self, keys: Mapping[str, str]) -> None:
        with self._transaction() as db:
            db.execute("DELETE FROM published")
            db.executemany("INSERT INTO published VALUES (?, ?)", keys.items())

    def fetch_published(self) -> Mapping[str, str]:
        return dict(self._all("SELECT student, key FROM published"))

    def save_prints(self, prints: Iterable[Print]) -> None:
        rows = [(each.student, each.file, each.made_of) for each in prints]
        self._many("INSERT OR REPLACE INTO prints VALUES (?, ?, ?)", rows)

    def forget_prints(self, students: Iterable[str]) -> None:
        self._many("DELETE FROM prints WHERE student = ?", [(student,) for student in students])

    def fetch_prints(self) -> Mapping[str, Print]:
        return {row[0]: Print(*row) for row in self._all("SELECT student, file, made_of FROM prints")}

    def close(self) -> None:
        with self._told():
            self._db.close()

    def _opened(self) -> sqlite3.Connection:
        """The file with its tables, in the journal mode that works here: tried by writing, not believed."""
        for mode in ("WAL", "DELETE"):
            db = _connect(f"{self._path.resolve().as_uri()}?mode=rwc")
            try:
                if mode == "DELETE":
                    # Without shared memory a file that says WAL can only be read, and changed, by one process alone.
                    db.execute("PRAGMA locking_mode=EXCLUSIVE")
                db.execute(f"PRAGMA journal_mode={mode}")
                db.execute("PRAGMA locking_mode=NORMAL")
                # In WAL a commit need not wait for the disk to be safe from a killed process.
                db.execute(f"PRAGMA synchronous={'NORMAL' if mode == 'WAL' else 'FULL'}")
                db.executescript(f"BEGIN IMMEDIATE; {SCHEMA} COMMIT;")
            except sqlite3.OperationalError:
                db.close()
                if mode == "DELETE":
                    raise
                continue
            (found,) = db.execute("PRAGMA user_version").fetchone()
            if found not in (0, VERSION):
                db.close()
                raise StoreError(f"{self._path} was written by another version of grader; give another folder with -o")
            db.execute(f"PRAGMA user_version={VERSION}")
            return db
        raise AssertionError("unreachable")

    def _all(self, sql: str, *values: str) -> list[Any]:
        with self._lock, self._told():
            return self._db.execute(sql, values).fetchall()

    def _many(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        with self._transaction() as db:
            db.executemany(sql, rows)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk rolls back by itself
                    self._db.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """SQLite's errors in words: what is there is kept, and what to do."""
        try:
            yield
        except sqlite3.Error as error:
            what = str(error)
            full = "full" in what or "I/O error" in what
            hint = "make room on the disk" if full else "is the folder writable, and is the file one of grader's?"
            raise StoreError(
                f"{self._path}: {what}; {hint}. What was graded so far is kept; the same command goes on from there"
            ) from error


def _connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
