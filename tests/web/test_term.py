"""A term over HTTP: what an instructor does with a class, and that it comes to what ``grader batch`` makes of the same."""

import csv
import io
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.batch.store.database import open_file
from tests.classes import SOURCES
from tests.warm import run_grader
from tests.web.served import COURSE, WORK, Browser, Served, served

ASSIGNMENT = """\
title: {en: Doubling, ko: 두 배}
files: [work.py]
functions: [double]
attempts: {max: 20, count: best}
manual:
  style: {points: 2, items: [{name: names, points: 1}, {name: comments, points: 1}]}
"""
GRADING = "tolerance: {rtol: 1e-9, atol: 1e-12}\nlimits: {wall_s: 3, case_s: 20}\n"
VISIBLE = "def test_one(student, near):\n    '''double(1) is 2.'''\n    assert student.double(1.0) == near(2.0)\n"
HIDDEN = """\
def test_one(check):
    '''double(1) is 2.'''
    check.double(1)


def test_two(check):
    '''double(2) is 4.'''
    check.double(2)
"""
CLASS = {"kim": "wrong", "lee": "half", "park": "wrong", "choi": "right", "han": "stub"}


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A class that handed in and is graded; the tests below are one term, in their order."""
    root = tmp_path_factory.mktemp("term")
    folder = root / "course"
    write_course(folder, {
        "assignments/doubling/assignment.yaml": ASSIGNMENT, "assignments/doubling/work.py": SOURCES["stub"],
        "assignments/doubling/test_visible.py": VISIBLE, "solutions/doubling/grading.yaml": GRADING,
        "solutions/doubling/work.py": SOURCES["right"], "solutions/doubling/test_hidden.py": HIDDEN,
    })  # fmt: skip
    with served(open_file(root / "server.db"), folder) as found, found.grading():
        found.person("prof", "instructor")
        found.person("ada", "assistant")
        receipts = {name: found.person(name).hand_in(SOURCES[kind]) for name, kind in CLASS.items()}
        found.person("absent")
        for name, receipt in receipts.items():
            found.person(name).report(receipt)
        yield found


def write_course(folder: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def receipt_of(school: Served, student: str) -> str:
    return school.site.handins.of_student(1, student)[-1].receipt


def points_of(school: Served, student: str) -> str:
    """As the student reads them."""
    listed = school.person(student).get(WORK).text
    found = re.search(r'class="counts">.*?data-label="Points">\s*([\d.]+) /', listed, re.S)
    return found.group(1) if found else ""


def gradebook(school: Served, form: str = "gradebook") -> list[dict[str, str]]:
    answer = school.person("prof").upload(f"{WORK}/export", fields={"form": form})
    assert answer.status == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"))))


def test_the_class_page_says_what_to_do(school: Served) -> None:
    """Who handed in, who has the same wrong values; filters find the others; one hint reaches the group at once."""
    ada = school.person("ada")
    page = ada.get(f"{WORK}/class").text
    assert "5 / 6" in page
    assert "2 students: double()" in page
    assert "Nothing needs attention." in page
    missing = ada.get(f"{WORK}/class?show=missing").text
    assert "Absent" in missing
    assert "Choi" not in missing
    group = re.search(r'action="[^"]*/groups/([^/"]+)/hint"', page)
    assert group is not None
    address = f"{WORK}/groups/{group.group(1)}/hint"
    assert ada.post(address, {"en": "Twice, not three times.", "seen_en": "", "seen_ko": ""}).status == 303
    for student, told in (("kim", True), ("park", True), ("lee", False)):
        report = school.person(student).get(f"{WORK}/attempts/{receipt_of(school, student)}").text
        assert ("Twice, not three times." in report) == told, student


def test_two_who_edit_at_once_see_both(school: Served) -> None:
    """409, with what is kept now and what was typed; nothing is lost, and nothing written over."""
    prof, ada = school.person("prof"), school.person("ada")
    page = prof.get(f"{WORK}/class").text
    group = re.search(r'action="([^"]*/groups/[^/"]+/hint)"', page)
    assert group is not None
    answer = prof.post(group.group(1), {"en": "mine <i>", "seen_en": "", "seen_ko": ""})
    assert answer.status == 409
    assert "Twice, not three times." in answer.text
    assert "mine &lt;i&gt;" in answer.text
    settings = prof.get(f"{WORK}/settings").text
    edition = re.search(r'name="edition" value="(\d+)"', settings)
    assert edition is not None
    form = {"state": "open", "reveal": "at_once", "due": "", "reveal_at": "", "edition": edition.group(1)}
    assert prof.post(f"{WORK}/settings", form).status == 303
    late = prof.post(f"{WORK}/settings", form | {"state": "closed"})
    assert late.status == 409
    assert "Somebody else changed this" in late.text
    assert school.site.courses.assignments()[0].settings.state == "open"
    assert ada.post(f"{WORK}/settings", form).status == 404


def test_decisions_come_to_what_batch_makes_of_their_tables(school: Served, tmp_path: Path) -> None:
    """Points given, a check waived for all who tried: the points are those that batch makes of ``adjustments.csv``."""
    prof = school.person("prof")
    assert prof.post(f"{WORK}/students/kim/adjustments", {"case": "", "points": "1/3", "reason": "a reason <b>"}).status == 303
    taken = {"case": "", "points": "-1/4", "reason": "=HYPERLINK(1)"}
    assert prof.post(f"{WORK}/students/choi/adjustments", taken).status == 303
    assert prof.post(f"{WORK}/students/kim/adjustments", {"case": "", "points": "1"}).status == 422
    assert prof.post(f"{WORK}/students/kim/adjustments", {"case": "none", "points": "1", "reason": "x"}).status == 422
    case = next(iter(school.site.outline(school.site.works(COURSE)[0])))
    assert prof.post(f"{WORK}/waivers", {"what": f"case:{case}", "whom": "tried", "reason": "the check was wrong"}).status == 303
    report = school.person("park").get(f"{WORK}/attempts/{receipt_of(school, 'park')}").text
    assert "the check was wrong" in report
    assert "the check was wrong" not in school.person("han").get(f"{WORK}/attempts/{receipt_of(school, 'han')}").text
    now = {row["student"]: row["points"] for row in gradebook(school)}
    assert points_of(school, "kim") == now["kim"]
    assert float(now["choi"]) == 1.75
    assert float(now["park"]) == 1.0
    given = gradebook(school, "adjustments")
    assert "'=HYPERLINK(1)" in {row["reason"] for row in given}
    assert {row["student"] for row in given if row["case"]} == {"kim", "park"}
    assert batch_of(school, tmp_path) == {name: now[name] for name in CLASS}


def batch_of(school: Served, root: Path) -> dict[str, str]:
    """The points that ``grader batch`` gives the same files with the tables that the pages export."""
    (root / "class").mkdir()
    (root / "out").mkdir()
    for name, kind in CLASS.items():
        (root / "class" / f"{name}.py").write_text(SOURCES[kind])
    for form in ("adjustments", "marks"):
        answer = school.person("prof").upload(f"{WORK}/export", fields={"form": form})
        (root / "out" / f"{form}.csv").write_bytes(answer.body)
    command = ["batch", str(root / "class"), "-a", "doubling", "-o", str(root / "out"), "--course", str(school.folder)]
    done = run_grader([*command, "--sandbox", "process", "--feedback", "off"])
    assert done.returncode == 0, done.stderr
    rows = csv.DictReader(io.StringIO((root / "out" / "gradebook.csv").read_text(encoding="utf-8-sig")))
    return {row["student"]: row["points"] for row in rows}


def test_marks_join_when_they_are_released(school: Served) -> None:
    """Blind, by two people who differ, settled; no student sees a point of it before."""
    prof, ada, before = school.person("prof"), school.person("ada"), points_of(school, "choi")
    school.site.courses.change(1, school.site.courses.assignments()[0].settings.edition, {"blind": True})
    first = ada.get(f"{WORK}/marking/style").headers["location"]
    page = ada.get(first).text
    assert not any(name.title() in page for name in CLASS)
    address = f"{WORK}/marking/style/{receipt_of(school, 'choi')}"
    assert ada.post(address, {"item_names": "yes", "seen": "0", "comment": "good names"}).status == 303
    assert ada.post(address, {"item_names": "yes", "seen": "0"}).status == 409
    assert prof.post(address, {"points": "2", "seen": "0"}).status == 409
    assert prof.post(address, {"points": "3", "seen": "0", "second": "yes"}).status == 422
    assert prof.post(address, {"points": "2", "seen": "0", "second": "yes"}).status == 303
    progress = prof.get(f"{WORK}/marking").text
    assert "1 of 5 are marked" in progress
    assert "who differ by 1 point on" in progress
    assert points_of(school, "choi") == before
    assert "good names" not in school.person("choi").get(f"{WORK}/attempts/{receipt_of(school, 'choi')}").text
    settle = re.search(r'action="([^"]*/marks/\d+/settle)"', progress)
    assert settle is not None
    assert ada.post(settle.group(1)).status == 404
    assert prof.post(settle.group(1)).status == 303
    assert prof.post(f"{WORK}/marking/style", {"released": "yes"}).status == 303
    assert points_of(school, "choi") == "3.75"


def test_nothing_is_seen_before_publish(school: Served, tmp_path: Path) -> None:
    """A stricter suite is uploaded, said in words, tried on the class, worst first, and then published at once to everybody."""
    prof, choi = school.person("prof"), school.person("choi")
    stricter = HIDDEN + "\n\ndef test_three(check):\n    '''double(3) is 6.'''\n    check.double(3)\n"
    packed = changed(prof.get(f"{WORK}/versions/1/files.zip").body, "solutions/doubling/test_hidden.py", stricter)
    answer = prof.upload(f"{WORK}/versions", ("new.zip", packed))
    assert answer.status == 303, answer.text
    page = prof.get(f"{WORK}/versions").text
    assert "Changed: solutions/test_hidden.py" in page
    assert "Grades can change" in page
    assert prof.upload(f"{WORK}/versions", ("new.zip", packed)).status == 409
    before = {name: points_of(school, name) for name in CLASS}
    new = school.site.courses.versions(1)[0].id
    address = f"{WORK}/versions/{new}"
    assert prof.post(f"{address}/publish", {"edition": "0"}).status == 409
    assert prof.post(f"{address}/regrade").status == 303
    wait_for(lambda: school.site.publications.regraded(1, new)[:2] == (5, 5))
    assert {name: points_of(school, name) for name in CLASS} == before
    moves = prof.get(f"{address}/regrade").text
    assert "test_three" in moves
    edition = re.search(r'name="edition" value="(\d+)"', moves)
    assert edition is not None
    assert prof.post(f"{address}/publish", {"edition": edition.group(1), "note": "stricter"}).status == 303
    assert prof.post(f"{address}/publish", {"edition": edition.group(1)}).status == 409
    after = {name: points_of(school, name) for name in CLASS}
    assert after != before
    assert "stricter" in prof.get(f"{WORK}/versions").text
    receipt = choi.hand_in("def double(x):\n    return x + x  # again\n")
    assert "double(3) is 6." in choi.report(receipt)


def changed(packed: bytes, name: str, content: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            new.writestr(f"up/{info.filename}", content if info.filename == name else old.read(info))
    return out.getvalue()


def wait_for(done: Callable[[], bool], most_s: float = 120.0) -> None:
    end = time.monotonic() + most_s
    while not done():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_points_are_hidden_until_they_are_released(school: Served) -> None:
    """By hand: students see that they are graded, and not a check or a point, on no page and by no program; staff see all."""
    prof, kim = school.person("prof"), school.person("kim")
    edition = school.site.courses.assignments()[0].settings.edition
    form = {"state": "open", "reveal": "by_hand", "due": "", "reveal_at": ""}
    assert prof.post(f"{WORK}/settings", form | {"edition": str(edition)}).status == 303
    receipt = receipt_of(school, "kim")
    for path in ("/", WORK, f"{WORK}/attempts/{receipt}"):
        text = kim.get(path).text
        assert "when your teacher releases them" in text, path
        assert "/ 4" not in text
        assert "test_three" not in text
    assert kim.get(f"{WORK}/attempts/{receipt}/progress").status == 200
    assert "test_three" in prof.get(f"{WORK}/attempts/{receipt}").text
    assert prof.post(f"{WORK}/release", {"edition": str(edition + 1), "released": "yes"}).status == 303
    assert points_of(school, "kim") != ""


def test_platforms_get_their_own_file(school: Served) -> None:
    """One column of Canvas's gradebook is filled; who is left out is said before a file is written."""
    template = "Student,ID,SIS User ID,SIS Login ID,Section,Doubling (77)\n    Points Possible,,,,,4\n"
    rows = "".join(f'"{name.title()}",{number},{name},{name},A,\n' for number, name in enumerate(CLASS))
    prof = school.person("prof")
    answer = prof.upload(f"{WORK}/export", ("canvas.csv", f"{template}{rows}".encode()), fields={"form": "canvas", "anyway": "yes"})
    assert answer.status == 200, answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="doubling-canvas.csv"'
    filled = list(csv.DictReader(io.StringIO(answer.text)))
    book = {row["student"]: row for row in gradebook(school)}
    assert all(
        row["Doubling (77)"] == book[row["SIS User ID"]]["points"]
        for row in filled[1:]
        if not book[row["SIS User ID"]]["not_marked"]
    )
    assert prof.upload(f"{WORK}/export", ("canvas.csv", f"{template}{rows}".encode()), fields={"form": "canvas"}).status == 409


def test_attempts_side_by_side_comments_and_which_counts(school: Served) -> None:
    """The difference of code, a comment on a line in the report, an attempt that counts because somebody says so."""
    prof, lee = school.person("prof"), school.person("lee")
    first = receipt_of(school, "lee")
    second = lee.hand_in("def double(x):\n    return 5 * x  # <u>\n")
    lee.report(second)
    page = prof.get(f"{WORK}/students/lee/difference?left={first}&right={second}").text
    assert "<ins>    return 5 * x  # &lt;u&gt;</ins>" in page
    assert prof.post(f"{WORK}/attempts/{second}/comments", {"file": "work.py", "line": "2", "text": "five?"}).status == 303
    assert "five?" in lee.get(f"{WORK}/attempts/{second}").text
    assert prof.post(f"{WORK}/students/lee/chosen", {"receipt": second}).status == 303
    assert re.search(rf'class="counts">\s*<th scope="row"><a href="[^"]*{second}">', lee.get(WORK).text)
    due = "2031-05-06T12:00"
    assert prof.post(f"{WORK}/students/lee/extensions", {"due": due, "reason": "ill"}).status == 303
    assert "for you" in lee.get(WORK).text
    assert "for you" not in school.person("kim").get(WORK).text
    assert school.person("ada").post(f"{WORK}/students/lee/extensions", {"due": due, "reason": "ill"}).status == 404


def test_the_record_names_who_did_what(school: Served) -> None:
    """Each of these acts stands in it, and the page shows it to staff alone."""
    text = school.person("ada").get(f"/c/{COURSE}/audit").text
    for act in ("published", "adjusted", "waived", "marked", "wrote a hint", "extended", "released"):
        assert act in text, act
    assert school.person("kim").get(f"/c/{COURSE}/audit").status == 404


def outsider(school: Served) -> Browser:
    return school.person("out", "instructor", course="other")


def test_an_instructor_takes_over_no_account(school: Served) -> None:
    """A new link sets a new password, so it is made for nobody who is more than a member of one's own courses."""
    prof = school.person("prof")
    kim = school.site.people.by_login("kim")
    assert kim is not None
    school.site.people.join(kim, 2, "kim", "student")
    answer = prof.post(f"/c/{COURSE}/roster/invite", {"student": "kim"})
    first = school.site.people.by_login("prof")
    assert first is not None
    assert first.is_admin
    assert answer.status == 200
    out = outsider(school)
    assert out.post("/c/other/roster/invite", {"student": "kim"}).status == 403
    assert out.get("/admin").status == 404


def test_a_person_takes_their_data_and_is_forgotten(school: Served) -> None:
    """Everything is in the file; afterwards nothing names them, nor does the file of anybody else go."""
    prof, han = school.person("prof"), school.person("han")
    with zipfile.ZipFile(io.BytesIO(han.get("/me/data.zip").body)) as data:
        assert any(name.endswith("work.py") for name in data.namelist())
        assert '"han"' in data.read("data.json").decode()
    person = school.site.people.by_login("han")
    assert person is not None
    assert prof.post(f"/admin/people/{person.id}", {"act": "delete", "login": "x"}).status == 422
    assert prof.post(f"/admin/people/{person.id}", {"act": "delete", "login": "han"}).status == 303
    assert han.get("/").status == 303
    assert "Han" not in prof.get(f"{WORK}/class").text
    with school.site.database.reading() as db:
        rows = db.exec_driver_sql("SELECT count(*) FROM handins WHERE student = 'han'").scalar()
    assert rows == 0
    assert prof.get(f"{WORK}/attempts/{receipt_of(school, 'kim')}").status == 200
    last = school.site.people.by_login("prof")
    assert last is not None
    assert prof.post(f"/admin/people/{last.id}", {"act": "disable"}).status == 422


def test_two_markers_of_one_name_keep_their_marks_apart(school: Served) -> None:
    """Who comes second is told so, as if they had another name; and neither takes back the other's."""
    one, other = school.person("ann", "assistant"), school.person("ann2", "assistant")
    with school.site.database.writing() as db:
        db.exec_driver_sql("UPDATE people SET name = 'Ann' WHERE login = 'ann2'")
    address = f"{WORK}/marking/style/{receipt_of(school, 'park')}"
    marked = one.post(address, {"item_names": "yes", "seen": "0"})
    assert marked.status == 303, marked.text
    refused = other.post(address, {"points": "2", "seen": "0"})
    assert refused.status == 409
    assert "Ann (ann) has already marked this answer" in refused.text
    assert other.post(address, {"points": "2", "seen": "0", "second": "yes"}).status == 303
    found = school.site.rulings.of(1).markings
    assert sorted(each.who for each in found if each.student == "park") == ["Ann (ann)", "Ann (ann2)"]
