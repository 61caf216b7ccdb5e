"""A student's way over HTTP: invited, hands in, reads the report, hands in again, asks; nothing counts twice."""

import json
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from grader.batch.store import rates
from grader.batch.store.handins import Upload
from grader.judge.answer import Answer
from grader.judge.supervisor import Judge
from grader.model import Assignment, Submission
from grader.web import accounts, application
from grader.web.students import HAND_INS
from tests.classes import SOURCES
from tests.web.served import COURSE, PASSWORD, WORK, Browser, Served


def test_a_students_whole_way(school: Served) -> None:
    """Receipt before grading, the place, the report with its points, what changed, which attempt counts, a question answered."""
    kim, staff = school.person("kim"), school.person("prof", "instructor")
    first = kim.hand_in(SOURCES["half"])
    page = kim.get(f"{WORK}/attempts/{first}").text
    assert first in page
    assert "Your work is saved." in page
    assert "Yours is next." in page
    with school.grading():
        report = kim.report(first)
        assert '<span class="of"> / 2</span>' in report
        assert "Attempt 1" in report
        second = kim.hand_in(SOURCES["right"])
        assert "+1 check" in kim.report(second)
        third = kim.hand_in(SOURCES["wrong"])
        assert "−2 checks" in kim.report(third)  # noqa: RUF001  # as it is printed
    listed = kim.get(WORK).text
    assert re.search(rf'class="counts">\s*<th scope="row"><a href="[^"]*{second}">', listed)
    assert "17 attempts left of 20." in listed
    assert kim.post(f"{WORK}/attempts/{third}/inquiry", {"text": "why <b>?"}).status == 303
    assert "why &lt;b&gt;?" in kim.get(f"{WORK}/attempts/{third}").text
    class_page = staff.get(f"{WORK}/class").text
    assert "Kim" in class_page
    assert "2 / 2" in class_page
    number = re.search(r"/inquiries/(\d+)", class_page)
    assert number is not None
    assert staff.post(f"{WORK}/inquiries/{number.group(1)}", {"text": "look again"}).status == 303
    assert "Prof answered: look again" in kim.get(f"{WORK}/attempts/{third}").text
    assert "Nothing needs attention." in staff.get(f"{WORK}/class").text


def test_the_first_page_says_to_each_what_they_ask(school: Served) -> None:
    """A student their own points; staff how much of the class has handed in, and nothing of their own."""
    kim, lee, staff = school.person("kim"), school.person("lee"), school.person("prof", "instructor")
    kim.hand_in(SOURCES["right"])
    kim.hand_in(SOURCES["wrong"])
    assert "Not graded yet" in kim.get("/").text
    assert "Nothing handed in yet" in lee.get("/").text
    page = staff.get("/").text
    assert "1 of 2 handed in" in page
    assert "Nothing handed in yet" not in page


class _Elsewhere:
    """An executor whose judges are of another kind, as a cluster's are, and which counts."""

    def __init__(self) -> None:
        self.assignments: list[str] = []
        self.closed = 0

    @contextmanager
    def __call__(self, assignment: Assignment) -> Iterator["_Elsewhere"]:
        self.assignments.append(assignment.slug)
        self._course = assignment.public.parents[1]
        yield self
        self.closed += 1

    def width(self) -> int:
        return 1

    def open_judge(self, _index: int) -> "_Remote":
        return _Remote(Judge(self._course, self.assignments[-1], sandbox="process", feedback=False))


class _Remote:
    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.assignment, self.cases, self.level = judge.assignment, judge.cases, judge.level

    def answer(self, submission: Submission) -> Answer:
        return self._judge.answer(submission)

    def abandon(self) -> None:
        self._judge.abandon()

    def close(self) -> None:
        self._judge.close()


def test_judges_may_work_elsewhere(school: Served) -> None:
    """One executor for an assignment, kept for all that is handed in, and let go of at the end."""
    kim, elsewhere = school.person("kim"), _Elsewhere()
    receipts = [kim.hand_in(SOURCES[name]) for name in ("right", "half")]
    with school.grading(elsewhere):
        reports = [kim.report(receipt) for receipt in receipts]
    assert all('<span class="of"> / 2</span>' in report for report in reports)
    assert (elsewhere.assignments, elsewhere.closed) == (["doubling"], 1)


def test_the_same_bytes_at_once_are_one_hand_in(school: Served) -> None:
    """A double click; other bytes are another."""
    kim = school.person("kim")
    receipts = [kim.hand_in(source) for source in (SOURCES["right"], SOURCES["right"], SOURCES["wrong"])]
    assert receipts[0] == receipts[1] != receipts[2]
    assert len(school.site.handins.of_student(1, "kim")) == 2


def test_the_first_bytes_again_after_others_are_a_change_of_mind(school: Served) -> None:
    """Where the latest counts, it has to be the one that was handed in last."""
    kim = school.person("kim")
    receipts = [kim.hand_in(source) for source in (SOURCES["right"], SOURCES["wrong"], SOURCES["right"])]
    assert len(set(receipts)) == 3
    assert school.site.handins.of_student(1, "kim")[-1].receipt == receipts[-1]


def test_what_cannot_be_read_uses_up_no_attempt(school: Served) -> None:
    """It is told at once, has a receipt, and the next one is attempt 1."""
    kim = school.person("kim")
    receipt = kim.hand_in(b"", "work.py")
    page = kim.get(f"{WORK}/attempts/{receipt}").text
    assert "does not use up an attempt" in page
    assert "20 attempts left of 20." in kim.get(WORK).text
    kim.hand_in(SOURCES["right"])
    assert "19 attempts left of 20." in kim.get(WORK).text


@pytest.mark.parametrize(
    ("comment", "encoding", "said"),
    [("# 김철수의 숙제", "cp949", "the Korean encoding cp949"), ("# für Jürgen Müller", "latin-1", "not UTF-8")],
)
def test_what_is_in_another_encoding_uses_up_no_attempt(school: Served, comment: str, encoding: str, said: str) -> None:
    """Python reads none of it: said on the receipt. Where the file says its encoding, it is graded."""
    kim = school.person("kim")
    source = f"{comment}\n{SOURCES['right']}".encode(encoding)
    page = kim.get(f"{WORK}/attempts/{kim.hand_in(source)}").text
    assert "does not use up an attempt" in page
    assert said in page
    assert "20 attempts left of 20." in kim.get(WORK).text
    kim.hand_in(f"# coding: {encoding}\n".encode() + source)
    assert "19 attempts left of 20." in kim.get(WORK).text


def test_an_attempt_too_many_is_not_taken(school: Served) -> None:
    """The page says why, and nothing is kept of it."""
    kim, handins = school.person("kim"), school.site.handins
    work = school.site.work(COURSE, "doubling")
    assert work is not None
    for number in range(20):
        school.site.handins.save(work.kept.id, upload(f"# {number}\n"))
    answer = kim.upload(f"{WORK}/attempts", ("work.py", b"x = 1\n"))
    assert answer.status == 409
    assert "Your 20 attempts are used up" in answer.text
    assert len(handins.of_student(1, "kim")) == 20


def test_several_at_once_are_no_more_attempts(school: Served) -> None:
    """Requests that all saw the last attempt free; those that come after it get no receipt."""
    kim = school.person("kim")
    work = school.site.work(COURSE, "doubling")
    assert work is not None
    for number in range(19):
        school.site.handins.save(work.kept.id, upload(f"# {number}\n"))
    saving, together = school.site.handins.save, threading.Barrier(3, timeout=60)

    def save(*args: Any, **kwargs: Any) -> str:
        together.wait()  # everybody has counted
        return saving(*args, **kwargs)

    school.site.handins.save = save  # type: ignore[method-assign]  # of this server alone
    with ThreadPoolExecutor(3) as threads:
        sent = [
            threads.submit(Browser(school.port, kim.cookie).upload, f"{WORK}/attempts", ("work.py", f"x = {number}\n".encode()))
            for number in range(3)
        ]
    assert sorted(each.result().status for each in sent) == [303, 409, 409]
    assert len(school.site.handins.of_student(1, "kim")) == 20


def test_a_token_hands_in_no_more_often_than_a_form(school: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both count for the same limit."""
    monkeypatch.setattr(rates, "time", SimpleNamespace(time=lambda: 0.0))  # all of it in one minute
    kim = school.person("kim")
    for number in range(HAND_INS - 1):
        kim.hand_in(f"x = {number}\n")
    enrolled = next(each for each in school.site.people.enrolled(school.courses[COURSE]) if each.student == "kim")
    bearer = f"Bearer {school.site.people.make_token(enrolled.id, 'submit', 600)}"

    def submitted(source: bytes) -> int:
        fields = {"assignment": "doubling"}
        return Browser(school.port).upload("/api/attempts", ("work.py", source), fields=fields, Authorization=bearer).status

    assert [submitted(b"y = 1\n"), submitted(b"y = 2\n")] == [201, 429]


def test_a_body_that_is_held_back_buys_no_time(school: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time that counts is at most that much before the last byte, whenever the first was sent."""
    monkeypatch.setattr(application, "BODY", timedelta(0))
    kim = school.person("kim")
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="work.py"\r\n\r\nx = 1\n\r\n--b--\r\n'
    head = f"POST {WORK}/attempts HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nCookie: {kim.cookie}\r\n"
    head += f"Content-Length: {len(body)}\r\nContent-Type: multipart/form-data; boundary=b\r\nExpect: 100-continue\r\n\r\n"
    with socket.create_connection(("localhost", school.port), timeout=60) as raw:
        raw.sendall(head.encode())
        assert b" 100 " in raw.recv(4096)  # it has the head, and waits for the rest
        deadline = datetime.now(UTC)
        raw.sendall(body)
        assert b" 303 " in raw.recv(4096)
    (handed_in,) = school.site.handins.of_student(1, "kim")
    assert handed_in.received_at >= deadline


def test_pasted_and_several_files(school: Served) -> None:
    """Code in the field of the form, and two files of which one is asked for."""
    kim = school.person("kim")
    answer = kim.upload(f"{WORK}/attempts", fields={"code": SOURCES["right"]})
    assert answer.status == 303
    answer = kim.upload(
        f"{WORK}/attempts", ("work.py", b"import aid\ndouble = aid.twice\n"), ("aid.py", b"def twice(x): return 2*x\n")
    )
    assert answer.status == 303
    with school.grading():
        for each in school.site.handins.of_student(1, "kim"):
            assert 'class="score ok"' in kim.report(each.receipt)
    assert kim.upload(f"{WORK}/attempts").status == 422


@pytest.mark.parametrize("name", ["과제 (1).py", "Übung 3.py", "wörk" * 40 + ".py"])
def test_a_file_goes_by_its_own_name(school: Served, name: str) -> None:
    """On the receipt and in the report, with blanks and brackets; only one that is very long is cut."""
    kim = school.person("kim")
    answer = kim.upload(f"{WORK}/attempts", (name, SOURCES["right"].encode()))
    kept = school.site.handins.of_student(1, "kim")[0].submission
    assert (kept.file == name) is (len(name) < 100)
    assert not kept.problem
    assert name in kim.get(answer.headers["location"]).text


def test_of_two_files_of_one_name_none_is_chosen(school: Served) -> None:
    """As in a zip: it is said, and uses up no attempt. The same file twice is that file."""
    kim = school.person("kim")
    right = SOURCES["right"].encode()
    twice = kim.upload(f"{WORK}/attempts", ("old/work.py", right), ("new/work.py", b"x = 1\n"))
    assert "work.py is there more than once" in kim.get(twice.headers["location"]).text
    kim.upload(f"{WORK}/attempts", ("old/work.py", right), ("new/work.py", right))
    assert [each.number for each in school.site.handins.of_student(1, "kim")] == [None, 1]


def test_submit_from_a_terminal(school: Served, tmp_path: Path) -> None:
    """The receipt first, then what ``grade`` prints; a wrong token is refused."""
    kim = school.person("kim")
    page = kim.post("/me", {"act": "token", "course": COURSE}).text
    token = re.search(r'<code class="long">([^<]+)', page)
    assert token is not None
    file = tmp_path / "work.py"
    file.write_text(SOURCES["half"])
    with school.grading():
        done = submitted(file, school.port, token.group(1))
        assert done.returncode == 0, done.stderr
        assert "receipt R-" in done.stderr
        assert "1 / 2" in done.stdout
        assert f"http://localhost:{school.port}{WORK}/attempts/R-" in "".join(done.stdout.split())
        document = json.loads(submitted(file, school.port, token.group(1), "--json").stdout)
    assert (document["state"], document["attempt"]) == ("done", 1)
    refused = submitted(file, school.port, "nothing")
    assert (refused.returncode, "token is unknown" in refused.stderr) == (2, True)
    kim.post("/me", {"act": "revoke"})
    assert submitted(file, school.port, token.group(1)).returncode == 2


def submitted(file: Path, port: int, token: str, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "grader", "submit", str(file), "-a", "doubling", "--to", f"http://localhost:{port}", *more]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        env={**os.environ, "GRADER_TOKEN": token, "COLUMNS": "200"},
    )


def upload(source: str) -> Upload:
    digest = sha256(source.encode()).hexdigest()
    submission = Submission(student="kim", file="work.py", files=(("work.py", source.encode()),), digest=f"sha256:{digest}")
    return Upload(submission=submission, name="work.py", size=1, sha256=digest, received_at=datetime.now(UTC), via="web")


def test_signing_in_and_out(school: Served) -> None:
    """A session ends at the server; a new password ends all others; a link works once."""
    kim = school.person("kim")
    old, other = kim.cookie, school.nobody()
    assert (
        other.post("/sign-in", {"login": "KIM", "password": PASSWORD, "next": "https://evil.example/"}).headers["location"] == "/"
    )
    answer = other.post("/me", {"act": "password", "old": PASSWORD, "password": "another long password"})
    assert answer.status == 303
    assert Browser(school.port, old).get("/").status == 303
    assert other.get("/").status == 200
    ended = other.cookie
    other.post("/sign-out")
    assert Browser(school.port, ended).get("/").status == 303
    assert school.nobody().post("/sign-in", {"login": "kim", "password": PASSWORD}).status == 422
    assert school.nobody().post("/sign-in", {"login": "nobody", "password": PASSWORD}).status == 422


def test_whoever_guesses_keeps_nobody_out(school: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten wrong passwords from one address are too many there, and not where the owner of the account is."""
    monkeypatch.setattr(rates, "time", SimpleNamespace(time=lambda: 0.0))  # all of it in one minute
    school.person("kim")

    def sign_in(password: str, address: str) -> int:
        return school.nobody().post("/sign-in", {"login": "kim", "password": password}, X_Forwarded_For=address).status

    assert [sign_in("a wrong password", "192.0.2.1") for _ in range(11)] == [422] * 10 + [429]
    assert sign_in(PASSWORD, "192.0.2.2") == 303


def test_a_class_behind_one_address_signs_in(school: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Right passwords and invitations are none of what is limited."""
    monkeypatch.setattr(rates, "time", SimpleNamespace(time=lambda: 0.0))  # all of it in one minute
    monkeypatch.setattr(accounts, "FROM_ONE", 2)
    for login in ("kim", "lee", "min", "park"):
        school.person(login)
    logins = ("kim", "lee", "min", "park")
    assert [school.nobody().post("/sign-in", {"login": each, "password": PASSWORD}).status for each in logins] == [303] * 4


def test_guessing_is_slowed(school: Served) -> None:
    """Ten wrong passwords a minute, then 429, also for the right one."""
    school.person("kim")
    answers: list[int] = []
    # Twice as many as a minute takes, since one may end meanwhile.
    while 429 not in answers and len(answers) < 22:
        answers.append(school.nobody().post("/sign-in", {"login": "kim", "password": "no"}).status)
    assert answers[-1] == 429
    assert len(answers) > 10
    assert set(answers[:-1]) == {422}


def test_an_archived_course_takes_nothing_in(school: Served) -> None:
    """Neither by a form nor by a token; what was handed in is still read. Brought back, it takes files again."""
    kim, root = school.person("kim"), school.person("root", "instructor")
    first = kim.hand_in(SOURCES["half"])
    courses = school.site.courses
    course = next(each for each in courses.courses() if each.slug == COURSE)
    courses.archive_course(course.id, archived=True)
    page = kim.get(WORK).text
    assert "This assignment is closed" in page
    assert 'enctype="multipart/form-data"' not in page
    assert kim.upload(f"{WORK}/attempts", ("work.py", SOURCES["right"].encode())).status == 409
    assert kim.get(f"{WORK}/attempts/{first}").status == 200
    assert "archived" in root.get(f"{WORK}/class").text
    courses.archive_course(course.id, archived=False)
    assert kim.hand_in(SOURCES["right"]) != first
