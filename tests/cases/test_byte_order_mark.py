"""A byte order mark, which some editors write, in the author's files and in the students': read as without."""

import shutil
from codecs import BOM_UTF8
from pathlib import Path

import pytest

from grader.grading.reveal import reveal
from grader.judge.supervisor import Judge
from grader.model import Submission
from grader.reading.course import load_assignment
from grader.reading.submissions import load_submission
from grader.report.documents import grade_document

GIVEN = Path("byte_order_mark_in_the_suite/test_hidden")


def marked(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.suffix in (".py", ".yaml"):
            path.write_bytes(BOM_UTF8 + path.read_bytes())


def test_in_the_suite(inputs: Path) -> None:
    with Judge(inputs / GIVEN / "course", "sq", sandbox="auto") as judge:
        grade = judge.grade(load_submission(inputs / GIVEN / "class/right.py", judge.assignment))
    assert (grade.verdict, grade.points) == ("accepted", grade.max_points)


@pytest.mark.long
def test_in_every_file_of_an_assignment(tmp_path: Path) -> None:
    """Suite, inputs, reference, stub, known mistakes and settings: the grade of a known mistake is the same to the byte."""
    plain = Path(__file__).parents[2]
    for name in ("assignments/sequence_probability", "solutions/sequence_probability"):
        shutil.copytree(plain / name, tmp_path / name)
    marked(tmp_path)
    documents = []
    mistake = sorted((plain / "solutions/sequence_probability/mistakes").glob("*.py"))[0].read_bytes()
    reference = (plain / "solutions/sequence_probability/sequence_probability.py").read_bytes()
    for course in (plain, tmp_path):
        with Judge(course, "sequence_probability", sandbox="auto") as judge:
            file = "sequence_probability.py"
            grade = judge.grade(Submission(student="s", file=file, files=((file, reference + b"\n\n" + mistake),)))
            documents.append(grade_document(reveal(grade), "en"))
    for document in documents:
        document["grader"] = {}
    assert documents[0] == documents[1]
    assert "known_mistake" in {finding["kind"] for case in documents[0]["cases"] for finding in case["findings"]}


def test_in_modules_that_are_handed_out_and_handed_in(tmp_path: Path, inputs: Path) -> None:
    """The course's settings too."""
    course = tmp_path / "course"
    shutil.copytree(inputs / "_course", course)
    (course / "course.yaml").write_text("lang: ko\n", encoding="utf-8-sig")
    (course / "assignments/work/handed.py").write_text("def same(x):\n    return x\n", encoding="utf-8-sig")
    settings = course / "assignments/work/assignment.yaml"
    settings.write_text(settings.read_text().replace("scores.csv]", "scores.csv, handed.py]"), encoding="utf-8-sig")
    assert load_assignment(course, "work").lang == "ko"
    shutil.copytree(inputs / "files_beside_left_out/helper_beside", tmp_path / "kim")
    for name in ("work.py", "helpers.py"):
        text = (tmp_path / "kim" / name).read_text()
        text = text.replace("return centre(x)", "from handed import same\n    return same(centre(x))")
        (tmp_path / "kim" / name).write_text(text, encoding="utf-8-sig")
    with Judge(course, "work", sandbox="auto") as judge:
        assert judge.grade(load_submission(tmp_path / "kim", judge.assignment)).points == 20
