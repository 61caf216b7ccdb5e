"""A deadline of one student's own: on every page that says one, in what a hand-in replaces, in lateness and points."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from grader.batch.store.database import open_file
from grader.batch.store.handins import Upload
from grader.model import Submission
from tests.classes import SOURCES
from tests.web.served import WORK, Browser, Served, served

HOUR = timedelta(hours=1)


@pytest.fixture
def school(tmp_path: Path, make_course: Callable[..., Path]) -> Iterator[Served]:
    """Due three hours ago, half of the points an hour; only the latest attempt counts."""
    due = (datetime.now(UTC) - 3 * HOUR).isoformat(timespec="seconds")
    assignment = "title: Doubling\nfiles: [work.py]\nfunctions: [double]\nattempts: {max: 20, count: last}\n"
    assignment += f"due: '{due}'\nlate: {{per_hour: 50%}}\n"
    with served(open_file(tmp_path / "server.db"), make_course(assignment=assignment)) as found:
        yield found


def extended(school: Served, student: str, due: datetime) -> Browser:
    prof = school.person("prof", "instructor")
    moment = due.strftime("%Y-%m-%dT%H:%M")
    assert prof.post(f"{WORK}/students/{student}/extensions", {"due": moment, "reason": "ill"}).status == 303
    return school.person(student)


def saved(school: Served, student: str, source: str, received_at: datetime) -> None:
    """Handed in at that time."""
    content = source.encode()
    digest = sha256(content).hexdigest()
    submission = Submission(student=student, file="work.py", files=(("work.py", content),), digest=f"sha256:{digest}")
    made = Upload(submission=submission, name="work.py", size=1, sha256=digest, received_at=received_at, via="web")
    work = school.site.work("course", "doubling")
    assert work is not None
    school.site.handins.save(work.kept.id, made)


def test_every_page_says_the_deadline_of_ones_own(school: Served) -> None:
    """Courses, assignment, receipt; and no page of anybody else's."""
    lee = school.person("lee")
    school.person("kim")
    kim = extended(school, "kim", datetime.now(UTC) + 24 * HOUR)
    for browser, own in ((kim, True), (lee, False)):
        receipt = browser.hand_in(SOURCES["right"])
        for path in ("/", WORK, f"{WORK}/attempts/{receipt}"):
            text = browser.get(path).text
            assert ("for you" in text) == own, path
            assert ("passed" in text) == (not own), path


def test_points_are_late_by_ones_own_deadline(school: Served) -> None:
    """Three hours late is nothing left; with more time it is in time, though that is given afterwards, until it is taken back."""
    lee, kim = school.person("lee"), school.person("kim")
    prof = school.person("prof", "instructor")
    with school.grading():
        for browser, receipt in [(browser, browser.hand_in(SOURCES["right"])) for browser in (lee, kim)]:
            browser.report(receipt)
    assert [points(browser) for browser in (lee, kim)] == ["0", "0"]
    extended(school, "kim", datetime.now(UTC) + HOUR)
    assert [points(browser) for browser in (lee, kim)] == ["0", "2"]
    page = prof.get(f"{WORK}/class").text
    assert "2 / 2" in page
    assert "0 / 2" in page
    number = re.search(r"/decisions/extensions/(\d+)/revoke", prof.get(f"{WORK}/students/kim").text)
    assert number is not None
    assert prof.post(f"{WORK}/decisions/extensions/{number.group(1)}/revoke").status == 303
    assert points(kim) == "0"


def points(browser: Browser) -> str:
    found = re.search(r'class="counts">.*?data-label="Points">\s*([\d.]+) / 2', browser.get(WORK).text, re.S)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize(("own", "states"), [(2 * HOUR, ["superseded", "queued"]), (None, ["queued", "queued"])])
def test_a_newer_attempt_replaces_an_older_one_where_it_costs_no_more(
    school: Served, own: timedelta | None, states: list[str]
) -> None:
    """By the student's own deadline: within it nothing is late, so that the older one cannot count any more."""
    kim = school.person("kim")
    saved(school, "kim", SOURCES["half"], datetime.now(UTC) - 4 * HOUR)
    if own is not None:
        extended(school, "kim", datetime.now(UTC) + own)
    kim.hand_in(SOURCES["right"])
    assert [each.state for each in school.site.handins.of_student(1, "kim")] == states
