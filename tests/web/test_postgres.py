"""The same on PostgreSQL: the store's seam, a student's way, graders that take jobs at once, a record that nobody changes."""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from classes import SOURCES
from served import WORK, Served, served
from sqlalchemy import create_engine

from grader.batch.store import Print, ground
from grader.batch.store.database import open_url
from grader.batch.store.handins import Queue
from grader.batch.store.moments import unique_name
from grader.cli.serve import opened
from grader.errors import StoreError, UsageError
from grader.model import Member, Submission

BINARIES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


def why_not() -> str:
    if BINARIES is None:
        return "PostgreSQL is not installed"
    return "PostgreSQL does not run as root, and runuser is not there" if os.geteuid() == 0 and not shutil.which("runuser") else ""


pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "all is there")


def run(*command: str | Path) -> None:
    as_other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*as_other, *map(str, command)], check=True, capture_output=True, timeout=120, cwd="/")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """A server of our own that listens at a socket only; its address."""
    assert BINARIES is not None
    # Not pytest's own folder, which is closed to the account that PostgreSQL runs as, and too long for the name of a socket.
    folder = Path(tempfile.mkdtemp(prefix="grader-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    run(BINARIES / "initdb", "-D", folder / "data", "-A", "trust", "-U", "grader", "-E", "UTF8", "--no-sync")
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    run(BINARIES / "pg_ctl", "-D", folder / "data", "-w", "-o", options, "-l", folder / "log", "start")
    try:
        yield f"host={folder}&user=grader"
    finally:
        run(BINARIES / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def url(cluster: str) -> Iterator[str]:
    """An empty database."""
    admin = create_engine(f"postgresql+psycopg:///postgres?{cluster}", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql("CREATE DATABASE school")
    yield f"postgresql+psycopg:///school?{cluster}"
    with admin.connect() as connection:
        connection.exec_driver_sql("DROP DATABASE school WITH (FORCE)")
    admin.dispose()


@pytest.fixture
def school(url: str, make_course: Callable[..., Path]) -> Iterator[Served]:
    with served(open_url(url), make_course()) as found:
        yield found


def test_the_seam(school: Served) -> None:
    """What is saved comes back; a withheld grade gives way, a made one stays; publications follow one another."""
    store = school.site.courses.store(1)
    members = (Member(Submission(student="나", name="이름", digest="d")), Member(Submission(student="b"), present=False, attempt=0))
    store.save_facts({"slug": "s"})
    store.save_facts({"slug": "t"})
    store.save_members(members)
    store.save_attempts(members)
    store.save_files([("d", (("a.py", b"\0\xff"),))])
    for number, withheld in enumerate((True, True, False, True)):
        store.save_grade("k", "d", str(number).encode(), withheld=withheld)
    store.save_published({"b": "k"})
    store.save_published({"b": "l"})
    store.save_prints([Print("b", "b.html", "m")])
    store.forget_prints(["b"])
    assert store.fetch_facts() == {"slug": "t"}
    assert store.fetch_members() == tuple(sorted(members, key=lambda member: member.student))
    assert set(store.fetch_attempts()) == {"나", "b"}
    assert tuple(store.fetch_files("d")) == (("a.py", b"\0\xff"),)
    assert (store.fetch_grade("k"), store.fetch_graded()) == (b"2", {"k": 0})
    assert (store.fetch_published(), store.fetch_prints()) == ({"b": "l"}, {})


def test_a_students_way(school: Served) -> None:
    """Receipt, report, the class page; fields full of nonsense are no error of ours."""
    kim, prof = school.person("kim"), school.person("prof", "instructor")
    receipt = kim.hand_in(SOURCES["half"])
    with school.grading():
        assert 'class="of"> / 2' in kim.report(receipt)
    assert "1 / 2" in prof.get(f"{WORK}/class").text
    for value in ("a\0b", "\ud800", "' OR 1=1 --"):
        assert kim.post("/sign-in", {"login": value, "password": value}).status < 500
        assert kim.post(f"{WORK}/attempts/{receipt}/inquiry", {"text": value}).status < 500
        assert prof.post("/c/course/roster", {"table": f"student_id,name,email\n{value},x,\n"}).status < 500


def test_no_two_graders_take_one_job(school: Served, url: str) -> None:
    """However many ask at once, each job is leased once."""
    for number in range(12):
        school.person(f"s{number}").hand_in(f"# {number}\n")
    taken: list[int] = []
    start = threading.Barrier(4)

    def take() -> None:
        with contextlib.closing(open_url(url)) as database:
            queue = Queue(database, unique_name())
            start.wait()
            while (leased := queue.claim()) is not None:
                taken.append(leased.job)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == 12


def test_the_record_stays(school: Served) -> None:
    """What staff did cannot be changed or taken away."""
    school.site.people.record("prof", "did", "this")
    for statement in ("UPDATE audit SET who = 'x'", "DELETE FROM audit"):
        with pytest.raises(StoreError, match="append-only"), school.site.database.writing() as db:
            db.exec_driver_sql(statement)


def test_clocks_that_differ_are_no_ground_for_deadlines(url: str, monkeypatch: pytest.MonkeyPatch, school: Served) -> None:
    """A server does not start on them, and one that runs says so to whoever watches it."""
    opened(Path(), url).close()
    assert json.loads(school.nobody().get("/health").text)["clock_apart_s"] < 2
    now = time.time
    monkeypatch.setattr(ground.time, "time", lambda: now() + 60)
    with pytest.raises(UsageError, match="60 s apart"):
        opened(Path(), url)
    answer = school.nobody().get("/health")
    assert answer.status == 503
    assert json.loads(answer.text)["status"] == "clocks apart"
