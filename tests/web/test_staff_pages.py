"""What staff's pages say where something was refused, where nobody is yet, and while something is under way."""

import re
from html import escape

import pytest
from sqlalchemy import update

from grader.batch.store import tables
from grader.web.administration import MOST_RECORDED
from grader.web.versions import PROOF_S
from tests.classes import SOURCES
from tests.web.served import COURSE, WORK, Served


def test_a_server_without_accounts_says_where_its_link_is(school: Served) -> None:
    """Nobody has a teacher to ask yet."""
    assert "grader serve printed" in school.nobody().get("/sign-in").text
    school.person("prof", "instructor")
    page = school.nobody().get("/sign-in").text
    assert "grader serve printed" not in page
    assert "your teacher gave you" in page


@pytest.mark.parametrize(
    ("kind", "typed", "opened"),
    [
        ("adjustments", {"case": "", "points": "1,5", "reason": "explained <b> it"}, "Add or take away points"),
        ("extensions", {"due": "soon", "reason": "ill & away"}, "A deadline for this student only"),
    ],
)
def test_a_refused_decision_keeps_what_was_typed(school: Served, kind: str, typed: dict[str, str], opened: str) -> None:
    """In the form that it was typed in, which stands open, and in no other."""
    prof = school.person("prof", "instructor")
    school.person("kim")
    answer = prof.post(f"{WORK}/students/kim/{kind}", typed)
    assert answer.status == 422
    assert answer.text.count(escape(typed["reason"])) == 1
    assert re.findall(r"<details open><summary>([^<]*)", answer.text) == [opened]
    assert all(f'value="{typed[name]}"' in answer.text for name in ("points", "due") if name in typed)


def test_the_record_says_settings_in_words_and_where_it_ends(school: Served) -> None:
    prof = school.person("prof", "instructor")
    edition = re.search(r'name="edition" value="(\d+)"', prof.get(f"{WORK}/settings").text)
    assert edition is not None
    sent = {"edition": edition.group(1), "state": "closed", "reveal": "by_hand", "blind": "yes"}
    assert prof.post(f"{WORK}/settings", sent).status == 303
    page = prof.get(f"/c/{COURSE}/audit").text
    assert ">open, points at_once<" in page
    assert ">closed, points by_hand, names hidden<" in page
    assert "Older entries" not in page
    for number in range(MOST_RECORDED):
        school.site.audit.record("prof", "looked", f"number {number}", course=1)
    page = prof.get(f"/c/{COURSE}/audit").text
    assert "names hidden" not in page
    older = re.search(r'href="([^"]+)">Older entries', page)
    assert older is not None
    page = prof.get(older.group(1)).text
    assert "names hidden" in page
    assert "looked" not in page
    assert "Older entries" not in page


def test_the_page_of_versions_follows_a_verification(school: Served) -> None:
    """As long as one waits or runs; what it wrote leads back."""
    prof = school.person("prof", "instructor")
    asks = re.compile(r'data-again="(\d+)"')
    assert asks.findall(prof.get(f"{WORK}/versions").text) == ["0"]
    school.site.courses.prove(1)
    page = prof.get(f"{WORK}/versions").text
    assert asks.findall(page) == [str(PROOF_S)]
    assert "/static/page.js" in page
    with school.site.database.writing() as db:
        db.execute(update(tables.versions).values(proof_page=b"<!doctype html>\n<body>\n<main>nine</main>"))
    assert f'<a href="{WORK}/versions">← Versions</a>' in prof.get(f"{WORK}/versions/1/proof").text


def test_the_class_says_whose_file_python_cannot_read(school: Served) -> None:
    """A grade of no points is one thing, and a file with a syntax error another."""
    prof = school.person("prof", "instructor")
    with school.grading():
        for student, source in (("kim", SOURCES["broken"]), ("lee", SOURCES["wrong"]), ("park", SOURCES["wrong"])):
            school.person(student).report(school.person(student).hand_in(f"# {student}\n{source}"))
    page = prof.get(f"{WORK}/class").text
    assert re.findall(r'class="pill no">([^<]+)<', page) == ["could not be read"]
    (who,) = re.findall(r"Who:(.*?)</p>", page, re.S)
    assert re.findall(r">(\w+)</a>", who) == ["Lee", "Park"]
