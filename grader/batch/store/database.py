"""The database behind every store: opened, migrated, written to by one at a time. SQLite's errors and PostgreSQL's become ours.

SQLite keeps a write-ahead log where the file system can keep one, else a rollback journal. Each ``writing`` is one transaction:
whatever kills the process, what was saved is there and what was not is not.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from grader.batch.store.append_only import TABLES, statements
from grader.batch.store.outside_tables import METADATA
from grader.errors import StoreError

# What the files of the first version say of themselves, and what is said since migrations have numbers of their own.
FIRST, MIGRATED = 1, 2
HEAD = "0006"
# As Alembic writes it, which finds there where a database stands.
VERSIONED = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)
BUSY_S = 30.0
LOCK = 0x67726164  # of PostgreSQL: one process migrates at a time


class Database:
    """An engine and the lock of its writers. ``name``: what errors call it."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.dialect = engine.dialect.name
        self._reader, self._writer = engine, engine.execution_options(writes=True)
        self._name = name
        # SQLite would let one write at a time as well, but who waits for it sleeps ever longer.
        self._lock: contextlib.AbstractContextManager[object] = (
            threading.RLock() if self.dialect == "sqlite" else contextlib.nullcontext()
        )

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        with _told(self._name), self._reader.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, kept from the moment that the block is left."""
        with self._lock, _told(self._name), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        with _told(self._name):
            self._reader.dispose()


def open_file(path: Path, *, synchronous: str = "NORMAL") -> Database:
    """``path``: an SQLite file; made if it is not there, migrated if it is old. Raises StoreError.

    ``synchronous``: of the write-ahead log. NORMAL may lose the last commits in a power cut, FULL none.
    """
    with _told(str(path)):
        journal, version = _tried(path)
        if version not in (0, FIRST, MIGRATED):
            raise _written_by_another(path)
        # Without a path in its address SQLAlchemy takes it for a database in memory, of which it keeps five connections: for each
        # thread more it closes one, also while that is used, which ends the process.
        engine = create_engine(
            "sqlite://",
            creator=lambda: _connect(path, synchronous if journal == "WAL" else "FULL"),
            poolclass=QueuePool,
            max_overflow=-1,
        )
        event.listen(engine, "begin", _begin)
        if version == FIRST:
            copy_file(path, path.with_name(f"{path.name}.v1"))  # before it is changed
        database = Database(engine, str(path))
        try:
            with database.writing() as connection:
                migrate(connection, str(path))
                connection.exec_driver_sql(f"PRAGMA user_version={MIGRATED}")
        except BaseException:
            database.close()
            raise
    return database


def open_url(url: str) -> Database:
    """A PostgreSQL database. Raises StoreError; what it says names no password."""
    with _told("the database"):
        # As many connections as a server has threads, most of which are given back at once.
        engine = create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=30)
        database = Database(engine, "the database")
        with database.writing() as connection:
            migrate(connection, "the database")
    return database


def migrate(connection: Connection, name: str) -> None:
    """To the newest tables, in the connection's transaction. A new database gets them at once; Alembic, which takes longer
    to load and to go through all versions than a class to be read, is for an old one.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
    found = _revision(connection)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise _written_by_another(name)
    if found is None and not connection.dialect.has_table(connection, "grades"):
        METADATA.create_all(connection, checkfirst=False)
        for statement in (each for table in TABLES for each in statements(table, connection.dialect.name)):
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql(VERSIONED)
        connection.exec_driver_sql(f"INSERT INTO alembic_version (version_num) VALUES ('{HEAD}')")  # noqa: S608  # our own constant
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    if found is None:
        command.stamp(config, "0001")
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _written_by_another(name: object) -> StoreError:
    return StoreError(f"{name} was written by another version of grader; give another folder with -o")


def _tried(path: Path) -> tuple[str, int]:
    """The journal mode that works here, tried by writing, not believed; and the version that the file says."""
    for mode in ("WAL", "DELETE"):
        db = _opened(path)
        try:
            if mode == "DELETE":
                # Without shared memory a file that says WAL can only be read, and changed, by one process alone.
                db.execute("PRAGMA locking_mode=EXCLUSIVE")
            db.execute(f"PRAGMA journal_mode={mode}")
            db.execute("PRAGMA locking_mode=NORMAL")
            db.execute("BEGIN IMMEDIATE")
            (version,) = db.execute("PRAGMA user_version").fetchone()
            db.execute(f"PRAGMA user_version={version}")
            db.execute("COMMIT")
        except sqlite3.OperationalError:
            if mode == "DELETE":
                raise
            continue
        finally:
            db.close()
        return mode, int(version)
    raise AssertionError("unreachable")


def copy_file(path: Path, target: Path) -> None:
    """What an SQLite file holds at this moment, also while others write to it. Raises StoreError."""
    unfinished = target.with_name(f"{target.name}.part")
    with _told(str(path)):
        unfinished.unlink(missing_ok=True)  # what a killed copy left
        with contextlib.closing(_opened(path)) as source, contextlib.closing(_opened(unfinished)) as copy:
            source.backup(copy)
        unfinished.replace(target)


def _connect(path: Path, synchronous: str) -> sqlite3.Connection:
    db = _opened(path)
    db.execute(f"PRAGMA synchronous={synchronous}")
    db.execute("PRAGMA foreign_keys=ON")
    return db


def _opened(path: Path) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode=rwc"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False)


def _begin(connection: Connection) -> None:
    """sqlite3's own transactions begin too late; a writer says so at once, so that nobody finds out half-way that it may not."""
    cursor = connection.connection.cursor()
    cursor.execute("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")
    cursor.close()


@contextlib.contextmanager
def _told(name: str) -> Iterator[None]:
    """The database's errors in words: what is there is kept, and what to do."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        what = str(getattr(error, "orig", None) or error)
        full = "full" in what or "I/O error" in what
        hint = "make room on the disk" if full else "is the folder writable, and is the file one of grader's?"
        raise StoreError(f"{name}: {what}; {hint}. What was graded so far is kept; the same command goes on from there") from error
