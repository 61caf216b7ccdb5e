"""What stands where a submission should: every name that stands for a student becomes a row, and nothing waits or is followed."""

import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from grader.batch.classfolder import load_class
from grader.judge.supervisor import Judge
from grader.model import Grade, Verdict
from grader.reading.course import load_assignment

COURSE = Path(__file__).parent / "course"
HONEST = (Path(__file__).parent / "students/accepted/plain.py").read_bytes()


def large(path: Path) -> None:
    path.write_bytes(HONEST + b"#" * (2 << 20))


def link(path: Path) -> None:
    """To a correct file: whoever follows it grades somebody else's work."""
    target = path.with_name("target.txt")
    target.write_bytes(HONEST)
    path.symlink_to(target)


def folder_without_file(path: Path) -> None:
    path.with_suffix("").mkdir()


def folder_as_file(path: Path) -> None:
    (path.with_suffix("") / "steady.py").mkdir(parents=True)


def link_in_a_folder(path: Path) -> None:
    path.with_suffix("").mkdir()
    (path.with_suffix("") / "steady.py").symlink_to("/etc/passwd")


def writing(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


MAKERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (writing(b""), "empty"),
    "blank": (writing(b" \n\t\n"), "empty"),
    "binary": (writing(bytes(range(256)) * 20), "NUL character"),
    "compiled": (writing(b"\xa7\r\r\n" + bytes(12) + b"\xe3\x00\x00"), "compiled Python"),
    "utf_16": (writing(HONEST.decode().encode("utf-16")), "UTF-16"),
    "latin_1": (writing(HONEST + "# Müller\n".encode("latin-1")), "Save the file as UTF-8"),
    "cp949": (writing(HONEST + "# 김철수\n".encode("cp949")), "cp949"),
    "no_such_coding": (writing(b"# coding: klingon\n" + HONEST), "klingon"),
    "large": (large, "larger than 1024 kB"),
    "link": (link, "link"),
    "fifo": (lambda path: os.mkfifo(path), "not an ordinary file"),
    "folder_without_file": (folder_without_file, "not among the files"),
    "folder_as_file": (folder_as_file, "not among the files"),
    "link_in_a_folder": (link_in_a_folder, "link"),
}


@pytest.fixture(scope="module")
def grades(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Grade]:
    folder = tmp_path_factory.mktemp("class")
    for name, (make, _) in MAKERS.items():
        make(folder / f"{name}.py")
    (folder / "honest.py").write_bytes(HONEST)
    found = load_class(folder, load_assignment(COURSE, "steady"))
    with Judge(COURSE, "steady", sandbox="process") as judge:
        return {submission.student: judge.grade(submission) for submission in found.submissions}


def test_nobody_is_left_out(grades: dict[str, Grade]) -> None:
    """And the honest file among them is graded as ever."""
    assert set(grades) == {*MAKERS, "honest"}
    assert grades["honest"].points == 6


@pytest.mark.parametrize("name", MAKERS)
def test_a_strange_file_is_an_invalid_submission(grades: dict[str, Grade], name: str) -> None:
    """With every case listed, no points, no review, and a reason that says what to do."""
    grade = grades[name]
    assert grade.verdict is Verdict.INVALID_SUBMISSION
    assert {case.verdict for case in grade.cases} == {Verdict.INVALID_SUBMISSION}
    assert (grade.points, grade.needs_review) == (Fraction(0), False)
    assert MAKERS[name][1] in grade.problem
