"""An instructor's first class: what the pages say before anybody is there, the roster, and links that can be sent as they are."""

import base64
import csv
import html
import io
import re

import pytest

from grader.batch.store.jobs import Queue
from grader.batch.store.people import Listed
from grader.web.site import Site
from tests.classes import SOURCES
from tests.web.served import COURSE, PASSWORD, Answer, Served

ROSTER = f"/c/{COURSE}/roster"
TABLE = "student_id,name,email,section\nkim,Kim Minjun,kim@example.edu,A\nlee,=1+2,lee@example.edu,B\n"
NOBODY_YET = "No student is on the roster yet"


def invitations(answer: Answer) -> list[dict[str, str]]:
    """The table that the page offers to keep."""
    found = re.search(r'download="invitations.csv" href="data:text/csv;charset=utf-8;base64,([^"]+)"', answer.text)
    assert found is not None
    return list(csv.DictReader(io.StringIO(base64.b64decode(html.unescape(found.group(1))).decode("utf-8-sig"))))


def test_an_import_makes_links_that_can_be_sent(school: Served) -> None:
    """Whole addresses beside names and mail addresses; no cell is a formula, and no address is kept."""
    prof = school.person("prof", "instructor")
    assert 'name="links" value="yes" checked' in prof.get(ROSTER).text  # nobody has a link yet that would be lost
    answer = prof.post(ROSTER, {"table": TABLE, "links": "yes"})
    made = invitations(answer)
    assert [(each["student_id"], each["name"], each["email"]) for each in made] == [
        ("kim", "Kim Minjun", "kim@example.edu"),
        ("lee", "'=1+2", "lee@example.edu"),
    ]
    assert all(each["link"].startswith(f"{school.site.address}/invite/") and each["link"] in answer.text for each in made)
    kim = school.nobody()
    path = made[0]["link"].removeprefix(school.site.address)
    assert kim.post(path, {"login": "kim", "password": PASSWORD}).status == 303
    page = prof.get(ROSTER).text
    assert "kim@example.edu" not in page
    assert 'name="links" value="yes">' in page
    assert "Create links for the 1 without an account" in page


def test_a_later_import_spares_the_links_that_were_sent(school: Served) -> None:
    """Links are made where they are asked for, and for nobody who has an account or is not in the table."""
    prof = school.person("prof", "instructor")
    sent = invitations(prof.post(ROSTER, {"table": TABLE, "links": "yes"}))
    again = prof.post(ROSTER, {"table": TABLE})
    assert "/invite/" not in again.text
    assert school.nobody().get(sent[1]["link"].removeprefix(school.site.address)).status == 200
    kim = sent[0]["link"].removeprefix(school.site.address)
    assert school.nobody().post(kim, {"login": "kim", "password": PASSWORD}).status == 303
    more = "student_id,name\nkim,Kim\nchoi,Choi\njung,Jung\n"
    assert [each["student_id"] for each in invitations(prof.post(ROSTER, {"table": more, "links": "yes"}))] == ["choi", "jung"]


def test_the_first_page_says_where_to_begin(school: Served) -> None:
    prof = school.person("prof", "instructor")
    assert NOBODY_YET in prof.get("/").text
    kim = school.person("kim")
    assert NOBODY_YET not in prof.get("/").text
    assert NOBODY_YET not in kim.get("/").text


def test_staff_are_not_invited_to_hand_in(school: Served) -> None:
    """An invitation names what somebody is there for."""
    people, number = school.site.people, school.courses[COURSE]
    people.enrol(number, [Listed(student="ada", name="Ada", role="assistant"), Listed(student="kim", name="Kim")])
    pages = {
        each.student: school.nobody().get(f"/invite/{people.make_token(each.id, 'invite', 60)}").text
        for each in people.enrolled(number)
    }
    assert "Your role in the course: Assistant." in pages["ada"]
    assert "hand in as" not in pages["ada"]
    assert "You will hand in as Kim." in pages["kim"]


def test_progress_never_counts_beyond_the_end(school: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case that is run again, or looked at more closely, is heard of again; no page says 79 of 35."""
    monkeypatch.setattr(Site, "outline", lambda *_: {"one": None, "two": None})
    kim = school.person("kim")
    receipt = kim.hand_in(SOURCES["right"])
    queue = Queue(school.site.database, "grader")
    leased = queue.claim()
    assert leased is not None
    said = {}
    for count in (1, 2, 79):
        queue.tell(leased.job, count)
        said[count] = kim.get(f"/c/{COURSE}/a/doubling/attempts/{receipt}/progress").text
    assert "Checking: 1 of 2." in said[1]
    assert "Checking: 2 of 2." in said[2]
    assert "<progress" in said[2]
    assert "79" not in said[79]
    assert "Some checks are being looked at more closely." in said[79]
