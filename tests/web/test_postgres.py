"""The same on PostgreSQL: the store's protocol, a student's way, graders that take jobs at once, a record that nobody changes."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from grader.batch.store import Print, rates
from grader.batch.store.database import open_url
from grader.batch.store.handins import Upload
from grader.batch.store.jobs import Queue
from grader.batch.store.moments import unique_name
from grader.batch.store.people import Listed
from grader.batch.store.watch import Watch
from grader.cli.serve import opened
from grader.errors import StoreError, UsageError
from grader.model import Member, Submission
from tests.classes import SOURCES
from tests.web.postgres import empty_database, running_cluster, why_not
from tests.web.served import COURSE, WORK, Served, served

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "all is there")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    with running_cluster() as address:
        yield address


@pytest.fixture
def url(cluster: str) -> Iterator[str]:
    with empty_database(cluster) as address:
        yield address


@pytest.fixture
def school(url: str, make_course: Callable[..., Path]) -> Iterator[Served]:
    with served(open_url(url), make_course()) as found:
        yield found


@pytest.mark.long(seconds=2)
def test_guesses_are_counted_however_many_come_at_once(school: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of twenty at the same moment as many are let through as one after the other."""
    monkeypatch.setattr(rates, "time", SimpleNamespace(time=lambda: 0.0))  # all of it in one minute
    start = threading.Barrier(20)

    def refused(_: int) -> bool:
        start.wait()
        return school.site.rates.too_often("a guess", 5)

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(refused, range(20))).count(False) == 5


def test_a_link_is_taken_up_once_however_many_have_it(school: Served) -> None:
    """At the same moment; and no account is left of the others."""
    site, start = school.site, threading.Barrier(10)
    site.people.enrol(1, [Listed(student="kim", name="Kim")])
    secret = site.people.make_token(site.people.enrolled(1)[0].id, "invite", 600)

    def take_up(number: int) -> bool:
        start.wait()
        return site.people.take_up(secret, f"kim{number}", "a hash") is not None

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(take_up, range(10))) == 1
    assert site.people.count() == 1


def test_addresses_that_no_text_can_hold(school: Served) -> None:
    kim, ada = school.person("kim"), school.person("ada", "assistant")
    assert kim.get(f"{WORK}/attempts/%00").status == 404
    assert ada.get(f"{WORK}/students/%00").status == 404


def test_the_protocol(school: Served) -> None:
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


def test_no_two_hand_ins_get_one_number(school: Served) -> None:
    """However many a student sends at once, and others beside them."""
    work = school.site.work(COURSE, "doubling")
    assert work is not None
    kept, start = work.kept, threading.Barrier(8)

    def send(student: str, number: int) -> None:
        start.wait()
        for part in range(3):
            submission = Submission(student=student, digest=f"{student} {number} {part}", files=(("work.py", b"x"),))
            upload = Upload(
                submission=submission, name="work.py", size=1, sha256=submission.digest, received_at=datetime.now(UTC), via="web"
            )
            school.site.handins.save(kept.id, upload)

    threads = [threading.Thread(target=send, args=(student, number)) for student in ("kim", "lee") for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for student in ("kim", "lee"):
        assert [each.number for each in school.site.handins.of_student(kept.id, student)] == list(range(1, 13))


def test_the_record_stays(school: Served) -> None:
    """What staff did cannot be changed or taken away."""
    school.site.audit.record("prof", "did", "this")
    for statement in ("UPDATE audit SET who = 'x'", "DELETE FROM audit"):
        with pytest.raises(StoreError, match="append-only"), school.site.database.writing() as db:
            db.exec_driver_sql(statement)


def test_no_server_starts_where_clocks_differ(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody would know what is late."""
    opened(Path(), url).close()
    monkeypatch.setattr(Watch, "clock_apart_s", lambda _: -60.0)
    with pytest.raises(UsageError, match="60 s apart"):
        opened(Path(), url)
