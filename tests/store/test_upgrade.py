"""A ``grades.db`` of the first version goes on: all of it comes back, the documents are the same, and a copy lies beside it."""

import contextlib
import json
import shutil
import sqlite3
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import alembic.command
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from pydantic import TypeAdapter
from sqlalchemy import Connection, create_engine, inspect

from grader.batch.store import database, open_store
from grader.batch.store.database import open_file
from grader.batch.store.outside_tables import METADATA
from grader.errors import StoreError
from grader.model import Member
from tests.classes import ASSIGNMENT, SOURCES, Class, MakeClass, published

HERE = Path(__file__).parent
# Written by the last commit that knew one folder only: this class, handed in twice.
OLD, HOLDS = HERE / "grades-v1.db", json.loads((HERE / "grades-v1.json").read_text(encoding="utf-8"))
COURSE = ASSIGNMENT + "attempts: {max: 5, count: best}\ndue: 2026-03-02T23:59:00+09:00\n"
MEMBER = TypeAdapter(Member)
# What members have learned to say since: nothing, of one that was kept before.
for member in (*HOLDS["members"], *(each for tried in HOLDS["attempts"].values() for each in tried)):
    member["group"] = ""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return Path(shutil.copy(OLD, tmp_path / "grades.db"))


def dump(path: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(path)) as db:
        return list(db.iterdump())


def holds(path: Path) -> dict[str, object]:
    store = open_store(path)
    with contextlib.closing(store):
        return {
            "facts": dict(store.fetch_facts()),
            "members": [MEMBER.dump_python(each, mode="json") for each in store.fetch_members()],
            "attempts": {
                student: [MEMBER.dump_python(each, mode="json") for each in tried]
                for student, tried in store.fetch_attempts().items()
            },
            "files": {
                digest: [[name, content.decode()] for name, content in store.fetch_files(digest)]
                for digest in store.fetch_digests()
            },
            "graded": dict(store.fetch_graded()),
            "grades": {key: sha256(store.fetch_grade(key) or b"").hexdigest() for key in store.fetch_graded()},
            "published": dict(store.fetch_published()),
            "prints": {student: [each.file, each.made_of] for student, each in store.fetch_prints().items()},
        }


def test_everything_of_the_first_version_comes_back(old: Path) -> None:
    """The first time and every other time; what was there lies in a copy, and the old program refuses the new file."""
    assert holds(old) == HOLDS
    assert holds(old) == HOLDS
    with (
        contextlib.closing(sqlite3.connect(old.with_name("grades.db.v1"))) as copy,
        contextlib.closing(sqlite3.connect(OLD)) as was,
    ):
        assert list(copy.iterdump()) == list(was.iterdump())
    with contextlib.closing(sqlite3.connect(old)) as new:
        assert new.execute("PRAGMA user_version").fetchone() == (2,)


def test_an_upgrade_that_is_cut_off_changes_nothing(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is as it was, and the next to open it upgrades it."""
    real = database.migrate

    def cut_off(connection: Connection, name: str) -> None:
        real(connection, name)
        raise KeyboardInterrupt

    monkeypatch.setattr(database, "migrate", cut_off)
    with pytest.raises(KeyboardInterrupt):
        open_store(old)
    assert dump(old) == dump(OLD)
    monkeypatch.undo()
    assert holds(old) == HOLDS


def test_migrations_make_the_tables(old: Path, tmp_path: Path) -> None:
    """Of an old file and of a new one: exactly those that the code knows."""
    for path in (old, tmp_path / "new.db"):
        with contextlib.closing(open_file(path)) as found, found.reading() as db:
            found_other = compare_metadata(MigrationContext.configure(db), METADATA)
            # SQLite never made the keys of the first version NOT NULL by itself; to say so now would write every grade anew.
            assert [each for each in found_other if each[0][0] != "modify_nullable"] == []


def test_a_new_file_is_what_migrations_make(tmp_path: Path) -> None:
    """Which it is made without: the same tables, columns, keys, defaults, indexes and triggers, and the same revision."""
    open_file(tmp_path / "new.db").close()
    engine = create_engine(f"sqlite:///{tmp_path / 'migrated.db'}")
    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        alembic.command.upgrade(config, "head")
    engine.dispose()
    assert (found := described(tmp_path / "new.db")) == described(tmp_path / "migrated.db")
    assert len(str(found["triggers"]).split("audit is append-only")) == 3  # of two of them


def described(path: Path) -> dict[str, object]:
    """What a file's tables are made of, each thing in an order of its own."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as db:
        there = inspect(db)
        found: dict[str, object] = {
            name: [
                sorted((column["name"], str(column["type"]), column["default"]) for column in there.get_columns(name)),
                there.get_pk_constraint(name)["constrained_columns"],
                sorted(str((key["constrained_columns"], key["referred_table"])) for key in there.get_foreign_keys(name)),
                sorted(str(unique["column_names"]) for unique in there.get_unique_constraints(name)),
                sorted(str((index["name"], index["column_names"], index["unique"])) for index in there.get_indexes(name)),
            ]
            for name in there.get_table_names()
        }
        triggers = db.exec_driver_sql("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'").all()
        found["triggers"] = sorted(map(str, triggers))
        found["revision"] = db.exec_driver_sql("SELECT version_num FROM alembic_version").all()
    engine.dispose()
    return found


@pytest.mark.parametrize("change", ["PRAGMA user_version=3", "UPDATE alembic_version SET version_num='9999'"])
def test_a_newer_file_is_refused(tmp_path: Path, change: str) -> None:
    """Nothing of it is touched."""
    path = tmp_path / "grades.db"
    open_store(path).close()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(change)
        before = list(db.iterdump())
        with pytest.raises(StoreError, match="written by another version"):
            open_store(path)
        assert list(db.iterdump()) == before


def test_publications_are_kept(tmp_path: Path) -> None:
    """The latest counts; the same one again is none; an empty list replaces one of names."""
    store = open_store(tmp_path / "grades.db")
    for keys in ({"a": "1"}, {"a": "1"}, {"a": "2", "b": "1"}, {}):
        store.save_published(keys)
        assert store.fetch_published() == keys
    store.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "grades.db")) as db:
        assert db.execute("SELECT student, key FROM published ORDER BY publication_id, student").fetchall() == [
            ("a", "1"), ("a", "2"), ("b", "1"),
        ]  # fmt: skip


@pytest.mark.long(seconds=30)
def test_the_documents_stay_the_same(make_class: MakeClass) -> None:
    """``batch`` and ``regrade`` on the old file write what they write on a new one, byte for byte."""
    made = make_class(assignment=COURSE)
    people = "".join(f"{name},{name.title()} 김,\n" for name in [*SOURCES, "absent"])
    (made.folder / "roster.csv").write_text(f"student_id,name,email\n{people}", encoding="utf-8")
    made.run("new")
    (made.folder / "half.py").write_text(SOURCES["right"])
    (made.folder / "right.py").write_text(SOURCES["wrong"])
    times = "".join(f"{name},2026-03-02T20:00:00+09:00,2\n" for name in ("half", "right"))
    (made.folder / "submitted.csv").write_text(f"student,time,attempt\n{times}")
    made.run("new")
    (made.root / "old").mkdir()
    shutil.copy(OLD, made.root / "old" / "grades.db")
    made.run("old")
    assert published(made.root / "old") == published(made.root / "new")
    assert _regraded(made, "old") == _regraded(made, "new")


def _regraded(made: Class, out: str) -> str:
    done = made.grader(
        "regrade", str(made.root / out), "--course", str(made.course), "--sandbox", "process", "--feedback", "off", "--json"
    )
    return done.stdout


@pytest.mark.long
def test_one_submission_needs_no_database(make_class: MakeClass) -> None:
    """``check`` and ``grade`` start without SQLAlchemy and Alembic, which take longer to load than they need to grade."""
    made = make_class({"s": SOURCES["right"]})
    where = ["-a", "doubling", "--course", str(made.course), "--sandbox", "process", "-q"]
    for command in (
        ["check", *where, str(made.folder / "s.py")],
        ["grade", *where, str(made.folder / "s.py"), "-o", str(made.root)],
    ):
        program = (
            "import sys; from grader.cli.main import main\ntry: main()\n"
            "finally: print(sorted({'sqlalchemy', 'alembic'} & set(sys.modules)), file=sys.stderr)"
        )
        done = subprocess.run([sys.executable, "-c", program, *command], capture_output=True, text=True, timeout=120, check=False)
        assert (done.returncode, done.stderr.strip().splitlines()[-1]) == (0, "[]"), done.stderr
