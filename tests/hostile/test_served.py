"""The hostile submissions handed in over HTTP to a real server with real graders: each has a receipt and one attempt, the verdict
and the points that a batch gives it; the server and everybody else's attempts go on.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from grader.batch.store.courses import Courses
from grader.batch.store.database import open_file
from grader.batch.store.handins import HandedIn, HandIns
from grader.batch.store.people import Listed, People
from grader.web.bundles import bundles_of
from grader.web.permissions import FILES as MOST
from grader.web.permissions import FORM
from tests.hostile.classrun import environment, honest_of, lay_out, picture, reason_against, student_of
from tests.hostile.corpus import Place, Trick, written_tricks
from tests.hostile.strange import strange_tricks

TRICKS = (*written_tricks(), *strange_tricks())
MOST_S = 2400.0
USER = "root" if os.geteuid() == 0 else "ordinary"
PLACES = [place for place in (Place("full", USER), Place("landlock", USER)) if not reason_against(place)]
pytestmark = pytest.mark.skipif(not PLACES, reason="students cannot be isolated here")


@dataclass(frozen=True)
class Handed:
    """What came of a class. ``answers``: as the students' own program reads them, by student."""

    tricks: Sequence[tuple[int, Trick]]
    answers: Mapping[str, dict[str, Any]]
    handins: Sequence[HandedIn]
    changed: Sequence[str]


def handed_in(place: Place, assignment: str, tricks: Sequence[Trick]) -> Handed:
    """Each trick and an honest file after it, each by a student of their own."""
    folder = Path(tempfile.mkdtemp(prefix="grader-hostile-"))
    try:
        lay_out(folder, tricks, 0)
        paths = {number: folder / "class" / f"{student_of(number, trick)}{trick.suffix}" for number, trick in enumerate(tricks)}
        # A folder, a link or a socket is nothing that a browser sends; a file that is too large is taken by no form (test_safety).
        sent = [
            (number, trick)
            for number, trick in enumerate(tricks)
            if paths[number].is_file() and not paths[number].is_symlink() and paths[number].stat().st_size < MOST - FORM
        ]
        files = {f"t{number}": paths[number] for number, _ in sent}
        files |= {f"h{number}": folder / "class" / f"{honest_of(number, trick)}.py" for number, trick in sent}
        tokens = enrolled(folder, list(files))
        before = picture(folder)
        with serving(folder) as port:
            receipts = {}
            for number, _ in sent:
                for student in (f"t{number}", f"h{number}"):
                    receipts[student] = hand_in(port, tokens[student], assignment, files[student])
            answers = {student: awaited(port, tokens[student], receipts[student]) for student in files}
            assert asked(port, "GET", "/health")[0] in (200, 503)
        after = picture(folder)
        changed = sorted(str(path) for path in before.keys() | after.keys() if before.get(path) != after.get(path))
        with contextlib.closing(open_file(folder / "data" / "server.db")) as database:
            number = next(each.id for each in Courses(database).assignments() if each.slug == assignment)
            handins = HandIns(database).of_assignment(number)
        assert {each.student: each.receipt for each in handins} == receipts
        return Handed(sent, answers, handins, changed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def enrolled(folder: Path, students: Sequence[str]) -> dict[str, str]:
    """Their tokens."""
    (folder / "data").mkdir(mode=0o700)
    with contextlib.closing(open_file(folder / "data" / "server.db", synchronous="FULL")) as database:
        people, courses = People(database), Courses(database)
        course = courses.save_course("course")
        courses.save_bundles(course, bundles_of(folder / "course"))
        people.enrol(course, [Listed(student=student, name=student) for student in students])
        return {each.student: people.make_token(each.id, "submit", 86_400) for each in people.enrolled(course)}


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    command = [sys.executable, "-m", "grader", "serve", "--course", str(folder / "course"), "--data", str(folder / "data")]
    command += ["--port", str(port), "--sandbox", "strict", "--feedback", "off", "--graders", "2"]
    said = folder / "data" / "said"
    with said.open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", env=os.environ | environment(folder))
    try:
        end = time.monotonic() + 240
        while time.monotonic() < end:
            assert server.poll() is None, said.read_text()
            with contextlib.suppress(OSError):
                asked(port, "GET", "/health")
                break
            time.sleep(0.2)
        yield port
        assert server.poll() is None, said.read_text()
    finally:
        server.terminate()
        server.wait(120)
    # What grading says of an odd file is its own; that a page broke would be ours.
    assert "grader: error" not in said.read_text(errors="replace")


def hand_in(port: int, token: str, assignment: str, path: Path) -> str:
    name = os.fsencode(path.name).replace(b'"', b"%22").replace(b"\r", b"%0D").replace(b"\n", b"%0A")
    mark = b"hostile-boundary-5d1c"
    body = b'--%s\r\nContent-Disposition: form-data; name="assignment"\r\n\r\n%s\r\n' % (mark, assignment.encode())
    body += b'--%s\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n' % (mark, name)
    body += path.read_bytes() + b"\r\n--%s--\r\n" % mark
    status, text = asked(port, "POST", "/api/attempts", token, body, f"multipart/form-data; boundary={mark.decode()}")
    assert status == 201, (path.name, text[:300])
    receipt: str = json.loads(text)["receipt"]
    return receipt


def awaited(port: int, token: str, receipt: str) -> dict[str, Any]:
    end, pause = time.monotonic() + MOST_S, 0.2
    while time.monotonic() < end:
        status, text = asked(port, "GET", f"/api/attempts/{receipt}", token)
        found: dict[str, Any] = json.loads(text)
        if status == 200 and found["state"] not in ("queued", "leased"):
            return found
        time.sleep(pause)
        pause = min(2.0, 1.5 * pause)
    raise AssertionError(f"{receipt} was not graded")


def asked(port: int, method: str, path: str, token: str = "", body: bytes = b"", kind: str = "") -> tuple[int, bytes]:
    with contextlib.closing(http.client.HTTPConnection("localhost", port, timeout=120)) as connection:
        connection.request(method, path, body or None, {"Authorization": f"Bearer {token}", "Content-Type": kind})
        answer = connection.getresponse()
        return answer.status, answer.read()


def what_is_wrong(place: Place, handed: Handed) -> Iterator[str]:
    yield from (f"changed: {path}" for path in handed.changed)
    for number, trick in handed.tricks:
        expected = trick.at(place)
        verdict, points = outcome(handed.answers[f"t{number}"])
        if verdict not in expected.verdicts or points != expected.points:
            yield f"{trick.name}: {verdict}, {points} points, where a batch gives {expected.verdicts}, {expected.points}"
        if (honest := outcome(handed.answers[f"h{number}"])) != ("accepted", Fraction(5)):
            yield f"an honest file after {trick.name}: {honest}"


def outcome(answer: Mapping[str, Any]) -> tuple[str, Fraction | None]:
    """What could not be read is told at once, and is nothing that a grader sees."""
    if answer["state"] == "unreadable":
        return ("invalid_submission", Fraction(0)) if answer["problem"] else ("nothing said", None)
    grade = answer["grade"] or {"verdict": answer["state"], "points": None}
    return grade["verdict"], None if grade["points"] is None else Fraction(grade["points"])


def assert_as_a_batch(tricks: Sequence[Trick]) -> None:
    place = PLACES[0]
    there = [each for each in tricks if not each.at(place).not_run]
    for assignment in sorted({each.assignment for each in there}):
        handed = handed_in(place, assignment, [each for each in there if each.assignment == assignment])
        assert len(handed.tricks) > 0
        problems = list(what_is_wrong(place, handed))
        assert problems == [], "\n".join(problems)


@pytest.mark.long(seconds=90)
def test_a_sample_is_served() -> None:
    """One of each class of which the ordinary loop has any, and every odd name of a file."""
    of_a_class = {each.name.split("/")[0]: each for each in TRICKS if each.assignment == "vault" and each.quick}
    assert len(of_a_class) > 10
    assert_as_a_batch([*of_a_class.values(), *(each for each in TRICKS if each.name.startswith("names/") and not each.quick)])


@pytest.mark.exhaustive
@pytest.mark.long(seconds=600)
def test_everything_is_served() -> None:
    assert_as_a_batch(TRICKS)
