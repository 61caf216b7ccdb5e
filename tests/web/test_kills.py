"""Never lost, never twice: whichever process of a server is killed, each receipt is one attempt, graded as a batch grades it."""

import contextlib
import os
import random
import re
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from grader.batch.store import open_store
from grader.batch.store.courses import Courses
from grader.batch.store.database import open_file
from grader.batch.store.handins import HandIns
from grader.batch.store.people import People
from grader.grading.reveal import reveal
from grader.model import Grade
from grader.model.codecs import GRADE
from tests.classes import SOURCES, Class, MakeClass
from tests.web.processes import MOST_S, Server
from tests.web.served import Answer, Browser

KILLS = int(os.environ.get("GRADER_KILL_ROUNDS", "4"))
COPIES = 2 if "GRADER_KILL_ROUNDS" in os.environ else 1  # of each kind of submission


@pytest.mark.long(seconds=90)
@pytest.mark.skipif(sys.platform != "linux", reason="finds the server's processes in /proc")
def test_killed_while_a_class_hands_in(make_class: MakeClass) -> None:
    """Web, graders or both, at random moments. GRADER_KILL_ROUNDS says how often."""
    sources = {f"{kind}{number}": f"{source}# {number}\n" for kind, source in SOURCES.items() for number in range(COPIES)}
    made, chance = make_class(sources), random.Random(20)  # noqa: S311  # no secret is made of it
    made.run("batch")
    server = Server(made)
    server.start()
    try:
        browser = Browser(server.port)
        assert browser.post(server.link(), {"login": "prof", "password": "a long enough password"}).status == 303
        enrol(server.data, sources, browser)
        receipts: dict[str, str] = {}
        moments = [(chance.randrange(len(sources)), chance.choice(("web", "graders", "both"))) for _ in range(KILLS)]
        for number, (student, source) in enumerate(sources.items()):
            receipts[student] = handed_in(server.port, server.data, student, source)
            for which in [which for place, which in moments if place == number]:
                time.sleep(chance.uniform(0, 0.5))
                server.kill(which, chance)
        wait_for_all(server, len(sources))
    finally:
        server.stop()
    compared(made, server.data, receipts)


def enrol(data: Path, sources: Mapping[str, str], browser: Browser) -> None:
    table = "student_id,name,email\n" + "".join(f"{student},,\n" for student in sources)
    assert browser.post("/c/course/roster", {"table": table}).status == 200


def handed_in(port: int, data: Path, student: str, source: str) -> str:
    """With a token, as a program does; again where the server was killed before it said that it has it."""
    database = open_file(data / "server.db", synchronous="FULL")
    with contextlib.closing(database):
        people = People(database)
        (mine,) = [each for each in people.enrolled(1) if each.student == student]
        token = people.make_token(mine.id, "submit", 3600)
    end = time.monotonic() + MOST_S
    while time.monotonic() < end:
        with contextlib.suppress(OSError):
            answer: Answer = Browser(port).upload(
                "/api/attempts",
                (f"{student}.py", source.encode()),
                fields={"assignment": "doubling"},
                Authorization=f"Bearer {token}",
            )
            assert answer.status == 201, answer.text
            found = re.search(r'"receipt":"([^"]+)"', answer.text)
            assert found is not None
            return found.group(1)
        time.sleep(0.2)
    raise AssertionError("nothing was taken")


def wait_for_all(server: Server, count: int) -> None:
    """Until everything is graded; a lease of a killed grader runs out by itself."""
    end = time.monotonic() + MOST_S
    with contextlib.closing(open_file(server.data / "server.db", synchronous="FULL")) as database:
        while time.monotonic() < end:
            found = HandIns(database).of_assignment(1)
            if len(found) >= count and all(each.state == "done" for each in found):
                return
            time.sleep(0.5)
        raise AssertionError([(each.student, each.state) for each in HandIns(database).of_assignment(1)])


def compared(made: Class, data: Path, receipts: Mapping[str, str]) -> None:
    with contextlib.closing(open_file(data / "server.db")) as database:
        found = HandIns(database).of_assignment(1)
        assert {each.student: each.receipt for each in found} == receipts
        assert len(found) == len(receipts)
        store, batch = Courses(database).store(1), open_store(made.root / "batch" / "grades.db")
        assert {each.key for each in found} == set(batch.fetch_graded())
        for each in found:
            assert _bare(store.fetch_grade(each.key)) == _bare(batch.fetch_grade(each.key)), each.student
        batch.close()


def _bare(grade: bytes | None) -> Grade:
    """What its student is told; whose it is stands beside it."""
    assert grade is not None
    return replace(reveal(GRADE.validate_json(grade)), student="", name="", file="")
