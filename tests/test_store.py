"""Where grades are kept: the real store and its fake do the same, and a killed or hindered one loses nothing."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from grader.batch.store import MemoryStore, Print, Store, open_store
from grader.batch.store.database import open_file
from grader.errors import StoreError
from grader.model import Member, Submission

MEMBERS = (Member(Submission(student="나", name="이름", digest="d")), Member(Submission(student="b"), present=False, attempt=0))


@pytest.fixture(params=["sqlite", "memory"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store]:
    """Opens the same store again and again: for the fake there is only one."""
    fake = MemoryStore()
    return (lambda: open_store(tmp_path / "grades.db")) if request.param == "sqlite" else lambda: fake


def test_everything_comes_back(opened: Callable[[], Store]) -> None:
    """What was saved is there when the store is opened again."""
    store = opened()
    store.save_facts({"slug": "s"})
    store.save_members(MEMBERS)
    store.save_files([("d", (("a.py", b"\0\xff"),))])
    store.save_grade("k", "d", b"{}", withheld=False)
    store.save_outline("w", b"[]")
    store.save_published({"b": "k"})
    store.save_prints([Print("b", "b.html", "m")])
    store.close()
    store = opened()
    assert store.fetch_facts() == {"slug": "s"}
    assert store.fetch_members() == tuple(sorted(MEMBERS, key=lambda member: member.student))
    assert (store.fetch_digests(), tuple(store.fetch_files("d"))) == (frozenset({"d"}), (("a.py", b"\0\xff"),))
    assert tuple(store.fetch_files("unknown")) == ()
    assert (store.fetch_grade("k"), store.fetch_grade("unknown"), store.fetch_graded()) == (b"{}", None, {"k": False})
    assert (store.fetch_outline("w"), store.fetch_outline("unknown")) == (b"[]", None)
    assert store.fetch_published() == {"b": "k"}
    assert store.fetch_prints() == {"b": Print("b", "b.html", "m")}
    store.save_prints([Print("나", "2.html", "m", lines="l", row="{}")])
    assert store.fetch_prints()["나"] == Print("나", "2.html", "m", lines="l")
    assert list(store.fetch_rows(["나", "unknown", "b", "나"])) == ["{}", "", "", "{}"]
    store.forget_prints(["b", "나"])
    assert store.fetch_prints() == {}
    store.close()


def test_a_class_that_changes(opened: Callable[[], Store]) -> None:
    """Who goes, comes, changes or stays is as they are now; attempts stay as they were beside newer ones."""
    store = opened()
    ours = [Member(Submission(student=f"s{number:04}", digest="d")) for number in range(1200)]
    store.save_members(ours)
    store.save_attempts(ours)
    now = [replace(ours[700], section="B"), *ours[3:600], Member(Submission(student="t"), attempt=2)]
    store.save_members(iter(now))
    assert store.fetch_members() == tuple(sorted(now, key=lambda member: member.student))
    later = replace(ours[0], attempt=2)
    store.save_attempts([later, replace(ours[1], section="B")])
    attempts = store.fetch_attempts()
    assert (len(attempts), attempts["s0000"], attempts["s0001"]) == (1200, (ours[0], later), (replace(ours[1], section="B"),))
    store.close()


def test_only_what_was_withheld_is_replaced(opened: Callable[[], Store]) -> None:
    """A grade that was made stays as it is; a withheld one gives way to the next try."""
    store = opened()
    store.save_grade("k", "d", b"0", withheld=True)
    store.save_grade("k", "d", b"1", withheld=True)
    assert (store.fetch_grade("k"), store.fetch_graded()) == (b"1", {"k": 2})
    store.save_grade("k", "d", b"2", withheld=False)
    store.save_grade("k", "d", b"3", withheld=True)
    assert (store.fetch_grade("k"), store.fetch_graded()) == (b"2", {"k": False})
    store.save_members(MEMBERS)
    store.save_members(MEMBERS[:1])
    assert store.fetch_members() == MEMBERS[:1]
    store.close()


def test_without_a_write_ahead_log(tmp_path: Path) -> None:
    """Where WAL cannot work (here: its shared memory cannot be made) a rollback journal does."""
    path = tmp_path / "grades.db"
    (tmp_path / "grades.db-shm").mkdir()
    store = open_store(path)
    store.save_grade("k", "d", b"1", withheld=False)
    store.close()
    assert not (tmp_path / "grades.db-wal").exists()
    assert open_store(path).fetch_grade("k") == b"1"


def test_what_is_no_store_is_refused(tmp_path: Path) -> None:
    """A file of another kind, and one of another version, are errors that say what to do; nothing is overwritten."""
    path = tmp_path / "grades.db"
    path.write_bytes(b"not a database, but long enough to be read as the head of one" * 20)
    with pytest.raises(StoreError, match=r"is the file one of grader's\?"):
        open_store(path)
    assert path.read_bytes().startswith(b"not a database")
    with pytest.raises(StoreError):
        open_store(tmp_path / "missing" / "grades.db")


def test_no_reader_closes_the_connection_of_another(tmp_path: Path) -> None:
    """As many as a server has threads: each keeps its connection while all the others get theirs."""
    database, together = open_file(tmp_path / "grades.db"), threading.Barrier(12, timeout=60)

    def read(number: int) -> object:
        with database.reading() as connection:
            together.wait()
            return connection.exec_driver_sql(f"SELECT {number}").scalar()

    with ThreadPoolExecutor(12) as threads:
        assert list(threads.map(read, range(12))) == list(range(12))
    database.close()
