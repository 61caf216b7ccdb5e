"""Of several files asked for one is missing or cannot be read: only the questions that need it lose points, and each says why."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from grader.grading.reveal import reveal
from grader.judge.supervisor import Judge
from grader.model import Grade, Lang, Verdict
from grader.reading.submissions import load_submission
from grader.report.documents import grade_document

LAYERS = "def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n"
NET = "from layers import double\n\n\ndef four(x):\n    return double(double(x))\n\n\ndef five(x):\n    return 5 * x\n"
HIDDEN = """import pytest


@pytest.mark.points(1)
def test_double(check):
    check.double(3.0)


@pytest.mark.points(1)
def test_half(check):
    check.half(3.0)


@pytest.mark.points(1)
def test_four(check):
    check.four(3.0)


@pytest.mark.points(1)
def test_five(check):
    check.five(3.0)
"""
ASSIGNMENT = "title: t\nfiles: [layers.py, net.py]\nfunctions: [double, half, four, five]\ntolerance: {rtol: 1e-9}\npoints: 4\n"
STUBS = {name: text.replace("return", "pass  # TODO") for name, text in (("layers.py", LAYERS), ("net.py", NET))}

Outcome = dict[str, str]


@pytest.fixture
def graded(make_course: Callable[..., Path], tmp_path: Path) -> Callable[..., Grade]:
    course = make_course(
        assignment=ASSIGNMENT, hidden=HIDDEN, public=STUBS, private={"layers.py": LAYERS, "net.py": NET}, visible=HIDDEN
    )

    def grade(**files: str | bytes) -> Grade:
        folder = tmp_path / "kim"
        folder.mkdir()
        for stem, content in files.items():
            (folder / f"{stem}.py").write_bytes(content if isinstance(content, bytes) else content.encode())
        with Judge(course, "doubling", sandbox="process") as judge:
            return judge.grade(load_submission(folder, judge.assignment))

    return grade


def outcome(grade: Grade) -> Outcome:
    return {case.question: case.verdict.value for case in grade.cases}


def document(grade: Grade, lang: Lang = "en") -> dict[str, Any]:
    return grade_document(reveal(grade), lang)


def test_a_missing_file_costs_its_questions(graded: Callable[..., Grade]) -> None:
    """The other file's are graded; each of those that are lost says which file it is about."""
    grade = graded(layers=LAYERS)
    assert outcome(grade) == {"double": "accepted", "half": "accepted", "four": "not_implemented", "five": "not_implemented"}
    assert (grade.verdict, grade.points) == (Verdict.NOT_IMPLEMENTED, Fraction(2))
    found = document(grade)
    assert [case["message"] for case in found["cases"][2:]] == [
        f"{name} belongs in net.py, and net.py was not handed in or cannot be read: the note on net.py says why."
        for name in ("four", "five")
    ]
    (note,) = found["notes"]
    assert note["text"].startswith("net.py does not count: net.py is not among the files handed in; found: layers.py.")
    assert "net.py 파일이 없습니다" in document(grade, "ko")["notes"][0]["text"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"def double(x:\n", "cannot read layers.py, line 1"),
        (b"print 3\n", "layers.py, line 1 is Python 2"),
        (b"", "layers.py is empty"),
        (b"\x7fELF\0\0", "NUL character"),
        (b"x = '\xb0\xa1\xb3\xaa'\n", "not UTF-8"),
        (b"#" * (2 << 20), "layers.py: it is larger than 1024 kB"),
        (b"x = " + b"(" * 5000, "cannot read layers.py"),
        (b"x = " + b"-" * 60_000 + b"1", "layers.py"),
    ],
    ids=["syntax", "python2", "empty", "binary", "cp949", "large", "parentheses", "deep"],
)
def test_an_unreadable_file_costs_what_needs_it(graded: Callable[..., Grade], content: bytes, reason: str) -> None:
    """``five`` needs nothing of it; ``four`` calls what it was to import."""
    grade = graded(layers=content, net=NET)
    assert outcome(grade) == {"double": "not_implemented", "half": "not_implemented", "four": "run_time_error", "five": "accepted"}
    found = document(grade)
    assert any(note["kind"] == "lacking" and note["file"] == "layers.py" and reason in note["text"] for note in found["notes"])
    assert "layers.py" in found["cases"][0]["message"]


def test_nothing_that_can_be_read_is_no_submission(graded: Callable[..., Grade]) -> None:
    grade = graded(layers="def double(x:\n", net="def four(x:\n")
    assert grade.verdict is Verdict.INVALID_SUBMISSION
    assert "cannot read layers.py, line 1" in grade.problem


def test_what_is_imported_from_a_missing_file_is_said_truly(graded: Callable[..., Grade]) -> None:
    """Not 'this assignment allows the standard library and numpy'."""
    grade = graded(net=NET)
    assert outcome(grade) == {
        "double": "not_implemented", "half": "not_implemented", "four": "run_time_error", "five": "accepted"
    }  # fmt: skip
    texts = " ".join(note["text"] for note in document(grade)["notes"])
    assert "layers.py was not handed in, or it cannot be read" in texts
    assert "allows" not in texts


def test_a_plain_file_is_taken_for_the_one_of_its_name(make_course: Callable[..., Path], tmp_path: Path) -> None:
    """Of one file by itself the name decides, where it is one of those asked for."""
    course = make_course(assignment=ASSIGNMENT, hidden=HIDDEN, public=STUBS, private={"layers.py": LAYERS, "net.py": NET})
    (tmp_path / "net.py").write_text(NET)
    with Judge(course, "doubling", sandbox="process") as judge:
        submission = load_submission(tmp_path / "net.py", judge.assignment)
        assert [name for name, _ in submission.files] == ["net.py"]
        assert judge.grade(submission).points == 1
