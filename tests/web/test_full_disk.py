"""A disk that is full: nobody has a receipt for what was not kept, the page says so, and once there is room everything goes on."""

import contextlib
import ctypes
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from grader.batch.store.courses import Courses
from grader.batch.store.database import open_file
from grader.batch.store.handins import HandIns
from grader.batch.store.jobs import Leased, Made, Queue
from grader.batch.store.people import Listed, People
from grader.errors import StoreError
from tests.classes import SOURCES, Class, MakeClass
from tests.web.processes import MOST_S, Server
from tests.web.served import Answer, Browser, Served

MOUNT = ctypes.CDLL(None, use_errno=True)
STUDENTS = [f"s{number:02d}" for number in range(40)]


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """8 MB of memory in its place."""
    folder.mkdir()
    if MOUNT.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, b"size=8m"):
        pytest.skip(f"nothing can be mounted here: {os.strerror(ctypes.get_errno())}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path) -> Path:
    """What fills it."""
    path = folder / "fill"
    with contextlib.suppress(OSError), path.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 10):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"\0" * size)
    return path


def prepared(made: Class, data: Path) -> Mapping[str, str]:
    """Their tokens."""
    with contextlib.closing(open_file(data / "server.db", synchronous="FULL")) as database:
        people = People(database)
        course = Courses(database).save_course(made.course.name)
        people.enrol(course, [Listed(student=student, name="") for student in STUDENTS])
        return {each.student: people.make_token(each.id, "submit", 3600) for each in people.enrolled(course)}


def handed_in(port: int, token: str, size: int = 0) -> Answer:
    """The right file, with a comment that no packing makes smaller."""
    content = f"{SOURCES['right']}# {secrets.token_hex(max(8, size // 2))}\n".encode()
    return Browser(port).upload(
        "/api/attempts", ("work.py", content), fields={"assignment": "doubling"}, Authorization=f"Bearer {token}"
    )


@pytest.mark.long(seconds=40)
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounts a small disk")
def test_nobody_has_a_receipt_for_what_was_not_kept(make_class: MakeClass) -> None:
    """The database's disk is full while a class hands in; then there is room again."""
    made = make_class({})
    data = made.root / "small"
    with small_disk(data):
        tokens = prepared(made, data)
        server = Server(made, data)
        server.start()
        try:
            receipts = {student: receipt_of(handed_in(server.port, tokens[student])) for student in STUDENTS[:3]}
            filler = fill(data)
            refused = []
            for student in STUDENTS[3:30]:
                answer = handed_in(server.port, tokens[student], 100_000)
                if answer.status == 503:
                    assert "nothing was received" in answer.text
                    refused.append(student)
                else:
                    receipts[student] = receipt_of(answer)
            assert len(refused) > 10
            filler.unlink()
            for student in (*refused[:3], *STUDENTS[30:32]):
                receipts[student] = receipt_of(handed_in(server.port, tokens[student]))
            await_grades(data, receipts)
        finally:
            server.stop()


def receipt_of(answer: Answer) -> str:
    assert answer.status == 201, answer.text
    found = re.search(r'"receipt":"([^"]+)"', answer.text)
    assert found is not None
    return found.group(1)


def await_grades(data: Path, receipts: Mapping[str, str]) -> None:
    """Each receipt is one attempt, which is graded; and nothing else is there."""
    end = time.monotonic() + MOST_S
    with contextlib.closing(open_file(data / "server.db", synchronous="FULL")) as database:
        while time.monotonic() < end:
            found = HandIns(database).of_assignment(1)
            if all(each.state == "done" for each in found):
                break
            time.sleep(0.5)
        assert {each.student: each.receipt for each in found} == receipts
        assert {(each.state, each.withheld) for each in found} == {("done", False)}


@pytest.mark.long(seconds=20)
@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounts a small disk")
def test_no_room_for_the_moment(make_class: MakeClass) -> None:
    """The disk for temporary files is full: small and large hand-ins get a page that says so, and are taken once there is room."""
    made = make_class({})
    scratch = made.root / "small"
    with small_disk(scratch):
        data = made.root / "data"
        data.mkdir()
        tokens = prepared(made, data)
        server = Server(made, data, TMPDIR=str(scratch))
        server.start()
        try:
            receipt_of(handed_in(server.port, tokens["s00"]))  # so that the assignment lies unpacked
            filler = fill(scratch)
            for student, size in (("s01", 0), ("s02", 3_000_000)):
                answer = handed_in(server.port, tokens[student], size)
                assert answer.status == 503, answer.text
                assert "nothing was received" in answer.text
            filler.unlink()
            receipt_of(handed_in(server.port, tokens["s01"]))
        finally:
            server.stop()


def test_what_is_graded_waits_until_it_can_be_saved(school: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A grade that cannot be saved is not thrown away, and costs none of the three tries."""
    kim = school.person("kim")
    receipt = kim.hand_in(SOURCES["right"])
    monkeypatch.setattr("grader.web.graders.AGAIN_S", 0.01)
    real: Callable[..., bool] = Queue.finish
    tries: list[int] = []

    def finish(queue: Queue, leased: Leased, made: Made) -> bool:
        tries.append(leased.tries)
        if len(tries) <= 5:
            raise StoreError("the disk is full")
        return real(queue, leased, made)

    monkeypatch.setattr(Queue, "finish", finish)
    with school.grading():
        assert 'class="score ok"' in kim.report(receipt)
    assert tries == [1] * 6
