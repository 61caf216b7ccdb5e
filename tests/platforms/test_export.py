"""Grades in the form that platforms take: read back by their importers' rules, and nothing else of the file changed."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.batch.platforms.cells import Cells, TemplateError
from grader.batch.platforms.comments import comments_of
from grader.batch.platforms.filled import FORMS, Filled, Form, fill
from grader.batch.platforms.results import Result, load_results, matching
from grader.batch.platforms.tables import TABLES, junit, merge_table
from grader.errors import UsageError
from grader.phrases import PHRASES
from grader.web.exports import OURS
from tests.platforms import importers

CLASS = (
    Result(student="0042", name="Kim", points=Decimal("7.5"), max_points=Decimal(10)),
    Result(student="101", name="Lee", points=Decimal(10), max_points=Decimal(10)),
    Result(student="102", name="Park", points=None, max_points=Decimal(10), why="withheld"),
    Result(student="103", name="Choi", absent=True, points=Decimal(0), max_points=Decimal(10)),
    Result(student="104", name="Han", points=Decimal("12.25"), max_points=Decimal(10)),
)
CANVAS = (
    'Student,ID,SIS User ID,SIS Login ID,Section,HW 0 (76),HW 1 (77),"Final Score"\r\n'
    '"    Points Possible",,,,,5,10,(read only)\r\n'
    '"Kim, Min",500,0042,kim,A,5,,1\r\n'
    '="Lee",101,,lee,A,4,3,1\r\n'
    'Park,102,,park,A,,8,1\r\n'
    'Choi,103,,choi,A,,,1\r\n'
    'Han,104,,han,A,,N/A,1\r\n'
    '"Student, Test",999,,,A,,,\r\n'
)  # fmt: skip
MOODLE = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Last modified (grade)\n"
    "Participant 101,Lee,l@x.org,x,,10.00,-\nParticipant 102,Park,p@x.org,x,3,10.00,-\n"
    "Participant 103,Choi,c@x.org,x,,10.00,-\nParticipant 104,Han,h@x.org,x,,10.00,-\nParticipant 9,,0042,x,,10.00,-\n"
)
BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"HW 1 [Total Pts: 10] |664617"\r\n'
    '"Lee"\t"A"\t"101"\t""\r\n"Park"\t"B"\t"102"\t"8"\r\n"Kim"\t"C"\t"0042"\t""\r\n"H"\t"D"\t"104"\t""\r\n'
)
BRIGHTSPACE = (
    "OrgDefinedId,Last Name,HW 1 Points Grade <Numeric MaxPoints:10 Weight:5>,End-of-Line Indicator\n"
    "#101,Lee,,#\n#102,Park,8,#\n#0042,Kim,,#\n#104,Han,,#\n"
)


def filled(form: Form, content: bytes, *, absent_zero: bool = False, keep_over: bool = False) -> Filled:
    return fill(form, Cells("template", content), CLASS, titles=("HW 1",), absent_zero=absent_zero, keep_over=keep_over)


def unchanged(before: bytes, after: bytes, encoding: str = "utf-8", separator: str = ",") -> None:
    """Line by line the same but for one cell, whose column is the same in all."""
    old, new = (text.decode(encoding).splitlines(keepends=True) for text in (before, after))
    assert len(old) == len(new)
    for one, other in zip(old, new, strict=True):
        pair = [next(csv.reader(io.StringIO(line, newline=""), delimiter=separator)) for line in (one, other)]
        assert sum(a != b for a, b in zip(*pair, strict=True)) <= 1
        assert one[-1:] == other[-1:]


def test_canvas() -> None:
    made = filled("canvas", CANVAS.encode())
    assert importers.canvas(made.content, 77) == {"500": "7.5", "101": "10", "102": "8", "103": "", "104": "N/A"}
    unchanged(CANVAS.encode(), made.content)
    assert any("102: no grade yet (withheld)" in line.en for line in made.said)
    assert made.missing == ()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("HW 1 (77)", "HW 1 Final Score (77)"), "no column is called"),
        (lambda text: text.replace(",5,10,(read", ",5,(read only),(read"), "read only"),
        (lambda text: text.replace("Section", "Group"), "not a gradebook of Canvas"),
        (lambda text: text.replace("HW 0 (76)", "HW 1 (76)"), "more than one column"),
    ],
)
def test_what_canvas_would_leave_out(change: Callable[[str], str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        filled("canvas", change(CANVAS).encode())


def test_semicolons_and_a_byte_order_mark() -> None:
    before = b"\xef\xbb\xbf" + CANVAS.replace('"Kim, Min"', "Kim").replace('"Student, Test"', "Test").replace(",", ";").encode()
    made = filled("canvas", before)
    assert made.content.startswith(b"\xef\xbb\xbf")
    assert importers.canvas(made.content, 77)["101"] == "10"


def test_moodle() -> None:
    """Above the maximum it would be left out in silence, so it is clamped and said."""
    made = filled("moodle", MOODLE.encode())
    assert importers.moodle(made.content) == {"101": 10, "102": 3, "104": 10, "9": Decimal("7.5")}
    unchanged(MOODLE.encode(), made.content)
    assert any("104: 12.25 points are more" in line.en for line in made.said)
    kept = filled("moodle", MOODLE.encode(), keep_over=True)
    assert "104" not in importers.moodle(kept.content)
    assert importers.moodle(filled("moodle", MOODLE.encode(), absent_zero=True).content)["103"] == 0


def test_moodles_column_of_feedback() -> None:
    """HTML of what the student may see; somebody's own words stay, and what is too long is cut between two checks."""
    failed = {"title": "f() is <right>", "verdict": "wrong_answer", "message": "it is\u202e not"}
    right = {"title": "g()", "verdict": "accepted", "message": ""}
    class_ = [
        Result(student="101", points=Decimal(1), document={"problem": "", "cases": [failed, right]}),
        Result(student="102", points=Decimal(1), document={"problem": "", "cases": [failed]}),
        Result(student="105", points=Decimal(0), document={"problem": "It is a link.", "cases": [failed]}),
        Result(student="103", why="withheld", document={"problem": "", "cases": [failed]}),
        Result(student="104", points=Decimal(0), document={"cases": [{**failed, "title": f"{n} " * 300} for n in range(30)]}),
    ]
    comments = comments_of(class_)
    assert comments["101"] == "<p>f() is &lt;right&gt;: it is\u27e8U+202E\u27e9 not</p>"
    assert set(comments) == {"101", "102", "104", "105"}
    assert comments["105"] == "<p>It is a link.</p>"
    assert len(comments["104"].encode()) <= 10_000
    assert comments["104"].endswith("</p><p>...</p>")
    template = "Identifier,Grade,Maximum Grade,Feedback comments\nParticipant 101,,10,\nParticipant 102,,10,Well done\n"
    made = fill("moodle", Cells("m.csv", template.encode()), class_[:2], titles=("HW",), comments=comments)
    rows = list(csv.DictReader(io.StringIO(made.content.decode(), newline="")))
    assert [row["Feedback comments"] for row in rows] == [comments["101"], "Well done"]
    assert made.written == 2
    assert any("102: somebody's feedback is there already" in line.en for line in made.said)
    with pytest.raises(UsageError, match="no column for feedback"):
        fill("moodle", Cells("m.csv", MOODLE.encode()), class_[:2], titles=("HW",), comments=comments)


def test_moodle_in_korean_and_with_a_scale() -> None:
    korean = MOODLE.replace("Identifier", "식별자").replace("Maximum Grade", "최대 성적").replace(",Grade,", ",성적,")
    made = filled("moodle", korean.replace("Participant", "참가자").encode("cp949"))
    assert importers.moodle(made.content.decode("cp949").encode(), ("식별자", "성적", "최대 성적"))["101"] == 10
    with pytest.raises(UsageError, match="scale"):
        filled("moodle", MOODLE.replace("Maximum Grade", "Scale").encode())


def test_blackboard() -> None:
    before = BLACKBOARD.encode("utf-16")
    made = filled("blackboard", before)
    assert importers.blackboard(made.content, 664617) == {"101": "10", "102": "8", "0042": "7.5", "104": "12.25"}
    unchanged(before, made.content, "utf-16", "\t")
    assert made.content[:2] == before[:2]


def test_brightspace() -> None:
    made = filled("brightspace", BRIGHTSPACE.encode())
    assert importers.brightspace(made.content, "HW 1") == {"101": "10", "102": "8", "0042": "7.5", "104": "10"}
    unchanged(BRIGHTSPACE.encode(), made.content)


def test_what_is_said_of_a_file_is_said_in_both_languages() -> None:
    """A page is in Korean as a whole: what was left as it was, and why a file cannot be filled."""
    made = filled("moodle", MOODLE.encode())
    assert "102: 아직 성적이 없어(보류) 칸을 그대로 두었습니다" in [each.ko for each in made.said]
    for form in FORMS:
        with pytest.raises(TemplateError) as raised:
            filled(form, b"a,b\n1,2\n")
        assert raised.value.text.is_in("ko")
        assert raised.value.text.ko != raised.value.text.en == str(raised.value)


def test_grades_without_a_row_are_named() -> None:
    made = filled("brightspace", BRIGHTSPACE.replace("#0042,Kim,,#\n", "").encode())
    assert made.missing == ("0042",)


def test_ids_are_matched_once() -> None:
    """Leading zeros are lost in tables, but two who differ by them only are nobody's."""
    assert matching(["42"], [("0042",)]) == ({0: "42"}, ())
    assert matching(["42", "0042"], [("0042",)]) == ({0: "0042"}, ("42",))
    assert matching(["42"], [("042",), ("0042",)]) == ({}, ("42",))
    assert matching(["KIM", "Kim"], [("kim",)]) == ({}, ("KIM", "Kim"))


CELL = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=4), st.sampled_from(",;\t"), CELL)
def test_any_table_survives(rows: list[list[str]], separator: str, text: str) -> None:
    """Nothing filled is nothing changed; what is filled in is read back, and so is everything else."""
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator, lineterminator="\r\n").writerows([["head"] * 4, *rows])
    before = file.getvalue()
    table = Cells("table", before.encode())
    assert table.filled({}) == before.encode()
    if table.separator != separator:
        return
    after = table.filled({(1, 1): text}).decode()
    read = list(csv.reader(io.StringIO(after, newline=""), delimiter=separator))
    rows[0][1] = text
    assert read[1:] == [row for row in rows if row != [""]] or any("\r" in cell or "\n" in cell for row in rows for cell in row)


def test_no_cell_is_computed() -> None:
    """What a student calls themselves is text in a spreadsheet, whatever it begins with."""
    evil = Result(student="=1+1", name='=HYPERLINK("x")', points=Decimal(1), max_points=Decimal(1), report="r.html")
    (row,) = csv.DictReader(io.StringIO(merge_table([evil], {"=1+1": "@sum"}).decode("utf-8-sig"), newline=""))
    assert all(value.startswith("'") for value in (row["student"], row["name"], row["email"]))


def test_junit_takes_any_text() -> None:
    case = {"question": "f", "title": "t\x00\x1b", "verdict": "wrong_answer", "message": "]]>\x0c<x>"}
    document = {"assignment": "a", "cases": [case, {**case, "verdict": "crashed"}, {**case, "verdict": "grader_error"}]}
    made = junit([Result(student="k", points=None, why="withheld", document=document)], "a")
    root = ET.fromstring(made)  # noqa: S314  # our own
    assert importers.junit(made) == {"k": (3, 1, 1, 1)}
    assert [each.get("value") for each in root.iter("property")] == ["", "0", "withheld"]


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """A class's folder, as far as it is read."""
    head = "student,name,section,verdict,points,max_points,points_before_late,late,attempt,adjusted,needs_review,file\r\n"
    rows = (
        "0042,'=Kim,,accepted,7.5,10,7.5,,1,,,w.py\r\n"
        "102,P,,grader_error,,10,,,1,,yes,w.py\r\n103,C,,nothing_handed_in,0,10,0,,0,,,\r\n"
    )
    (tmp_path / "gradebook.csv").write_text(head + rows, encoding="utf-8-sig", newline="")
    documents: list[dict[str, object]] = [
        {"assignment": "work", "student": each, "points_before_late": 7.5, "cases": []} for each in ("0042", "102")
    ]
    (tmp_path / "results.jsonl").write_text("".join(json.dumps(each) + "\n" for each in documents))
    return tmp_path


def test_results_are_read_as_they_were_meant(results: Path) -> None:
    assert [(each.student, each.name, each.points, each.absent, each.why) for each in load_results(results)] == [
        ("0042", "=Kim", Decimal("7.5"), False, ""),
        ("102", "P", None, False, "withheld"),
        ("103", "C", Decimal(0), True, ""),
    ]


@pytest.mark.parametrize("form", TABLES)
def test_the_command_makes_each_form(results: Path, form: str) -> None:
    done = command(results, "--to", form)
    assert done.returncode == 0
    assert b"102: no grade yet (withheld); left empty" in done.stderr
    assert b"7.5" in done.stdout


def test_a_class_that_nobody_has_marked_is_told_in_few_lines(results: Path) -> None:
    """Its rows are in the file; a thousand lines of one kind hide whatever else is said."""
    book = (results / "gradebook.csv").read_text(encoding="utf-8-sig")
    line = next(each for each in book.splitlines() if each.startswith("102,"))
    book += "".join(f"{line.replace('102', f'x{number}', 1)}\n" for number in range(100))
    (results / "gradebook.csv").write_text(book, encoding="utf-8-sig")
    said = command(results, "--to", "csv").stderr.decode().splitlines()
    assert (len(said), said[-1]) == (41, "and 61 more")


def test_every_table_has_a_button() -> None:
    """What the command makes, the web application offers, in words of both languages."""
    assert set(TABLES) < set(OURS)
    assert [form for form in OURS if f"staff_form_{form}" not in PHRASES] == []


@pytest.mark.long(seconds=2)
def test_the_command_fills_a_template(results: Path, tmp_path: Path) -> None:
    template = tmp_path / "canvas.csv"
    template.write_text(CANVAS, newline="")
    done = command(results, "--to", "canvas", "--template", str(template), "--column", "77", "-o", str(tmp_path / "up.csv"))
    assert done.returncode == 0
    assert importers.canvas((tmp_path / "up.csv").read_bytes(), 77)["500"] == "7.5"
    template.write_text(CANVAS.replace("0042", "77777"), newline="")
    assert command(results, "--to", "canvas", "--template", str(template), "--column", "HW 1").returncode == 4
    assert command(results, "--to", "canvas").returncode == 2
    assert command(results, "--to", "csv", "--column", "x").returncode == 2


def test_what_students_get_back(results: Path, tmp_path: Path) -> None:
    """Reports and nothing else; never beside something that lies there already."""
    (results / "reports").mkdir()
    for student in ("0042", "102"):
        (results / "reports" / f"{student}.html").write_text(student)
    (results / "staff.jsonl").write_text("secret")
    out = tmp_path / "back"
    done = run("handback", str(results), "-o", str(out))
    assert done.returncode == 0, done.stderr
    assert sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()) == [
        "0042/report.html",
        "102/report.html",
    ]
    assert run("handback", str(results), "-o", str(out)).returncode == 2


def test_no_report_is_missed_of_whom_nothing_came(results: Path, tmp_path: Path) -> None:
    """An adjustment for everybody gives points to them too; to grade again would bring no report."""
    (results / "reports").mkdir()
    for student in ("0042", "102"):
        (results / "reports" / f"{student}.html").write_text(student)
    book = (
        (results / "gradebook.csv")
        .read_text(encoding="utf-8-sig")
        .replace("103,C,,nothing_handed_in,0", "103,C,,nothing_handed_in,0.5")
    )
    (results / "gradebook.csv").write_text(book, encoding="utf-8-sig")
    done = run("handback", str(results), "-o", str(tmp_path / "back"))
    assert (done.returncode, b"no report" in done.stderr) == (0, False)
    (results / "reports" / "102.html").unlink()
    done = run("handback", str(results), "-o", str(tmp_path / "again"))
    assert (done.returncode, b"102: there is no report" in done.stderr) == (4, True)


def test_moodles_feedback_zip(results: Path, tmp_path: Path) -> None:
    """A part of the path divides at underscores into four or more, the second a participant's number."""
    (results / "reports").mkdir()
    book = (results / "gradebook.csv").read_text(encoding="utf-8-sig").replace("103,C,,nothing_handed_in,0", "kim,C,,accepted,1")
    (results / "gradebook.csv").write_text(book, encoding="utf-8-sig")
    for student in ("0042", "102", "kim"):
        (results / "reports" / f"{student}.html").write_text(student)
    done = run("handback", str(results), "--to", "moodle", "-o", str(tmp_path / "f.zip"))
    assert done.returncode == 4
    assert b"kim: no participant's number" in done.stderr
    with zipfile.ZipFile(tmp_path / "f.zip") as archive:
        parts = [name.split("/")[0].split("_") for name in archive.namelist()]
    assert [(len(each), each[1]) for each in parts] == [(4, "0042"), (4, "102")]


def test_a_table_of_all_assignments(results: Path, tmp_path: Path) -> None:
    """A sum only where every grade is known."""
    course = tmp_path / "course"
    for slug in ("a", "b"):
        (course / slug).mkdir(parents=True)
        for name in ("gradebook.csv", "results.jsonl"):
            (course / slug / name).write_bytes((results / name).read_bytes())
    done = run("export", str(course), "--to", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8-sig"), newline="")))
    assert [(row["student"], row["a"], row["b"], row["points"], row["max_points"]) for row in rows] == [
        ("0042", "7.5", "7.5", "15", "20"),
        ("102", "", "", "", "20"),
        ("103", "", "", "0", "20"),
    ]
    assert run("export", str(course), "--to", "junit").returncode == 2


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "grader", *arguments], capture_output=True, timeout=120, check=False)


def command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "grader", "export", str(folder), *arguments],
        capture_output=True,
        timeout=120,
        check=False,
        cwd=folder,
    )
