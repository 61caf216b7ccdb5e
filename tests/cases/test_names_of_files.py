"""The names of files in a class: what any system writes names a student, and a strange name costs nobody else anything."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.batch.classfolder import collisions, load_class
from grader.model import Assignment, Submission
from grader.reading.course import load_assignment
from tests.warm import run_grader

KIND = Path("names_of_files_in_a_class")
RIGHT = b"def mean(x):\n    return float(x.mean())\n"
STUB = b"import numpy as np\n"


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return load_assignment(Path(__file__).parent / "inputs" / "_course", "work")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "class").mkdir()
    return tmp_path / "class"


def taken(folder: Path, assignment: Assignment) -> dict[str, Submission]:
    return {each.student: each for each in load_class(folder, assignment).submissions}


def batch(folder: Path, out: Path, code: int) -> tuple[dict[str, dict[str, Any]], str]:
    """The grades by student, and what was said."""
    course = Path(__file__).parent / "inputs" / "_course"
    command: list[str | Path] = ["batch", folder, "-a", "work", "--course", course, "-o", out]
    more = ["--sandbox", "process", "--feedback", "off", "-j", "1"]
    done = run_grader([*command, *more])
    assert done.returncode == code, done.stderr
    lines = (out / "results.jsonl").read_text().splitlines()
    return {grade["student"]: grade for grade in map(json.loads, lines)}, done.stderr


@pytest.mark.long(seconds=2)
def test_an_upper_case_suffix(inputs: Path, tmp_path: Path) -> None:
    """It is graded, and nobody handed in nothing."""
    grades, _ = batch(inputs / KIND / "upper_case_suffix/class", tmp_path / "out", 0)
    assert {student: grade["points"] for student, grade in grades.items()} == {"kim": 20, "lee": 20}


@pytest.mark.long(seconds=2)
def test_a_file_and_a_notebook_of_one_student(inputs: Path, tmp_path: Path) -> None:
    """One row, which says what counts; so do the class page and the staff's file."""
    grades, _ = batch(inputs / KIND / "py_and_notebook_of_one_student/class", tmp_path / "out", 0)
    assert {student: grade["points"] for student, grade in grades.items()} == {"kim": 20, "lee": 20}
    (note,) = grades["kim"]["notes"]
    assert (note["kind"], note["file"], "kim.ipynb" in note["text"]) == ("not_counted", "kim.py", True)
    assert "kim.ipynb" in (tmp_path / "out/index.html").read_text()
    assert "kim.ipynb" in (tmp_path / "out/staff.jsonl").read_text()


@pytest.mark.parametrize("name", ["lee.PY", "lee.Py", "lee.IPYNB", "lee.ZIP", "lee/WORK.PY"])
def test_any_case_of_a_suffix(folder: Path, assignment: Assignment, name: str) -> None:
    content = RIGHT
    if name.endswith("IPYNB"):
        cell = {"cell_type": "code", "source": RIGHT.decode(), "metadata": {}, "outputs": []}
        content = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4}).encode()
    (folder / "lee").mkdir() if "/" in name else None
    if name.endswith("ZIP"):
        with zipfile.ZipFile(folder / name, "w") as archive:
            archive.writestr("WORK.PY", RIGHT)
    else:
        (folder / name).write_bytes(content)
    submission = taken(folder, assignment)["lee"]
    assert submission.problem == ""
    assert b"def mean" in submission.files[0][1]


def _folder(path: Path) -> int:
    path.mkdir()
    return (path / "work.py").write_bytes(RIGHT)


@pytest.mark.parametrize(
    ("put", "counted", "other"),
    [
        (lambda folder: ((folder / "kim.py").write_bytes(RIGHT), _folder(folder / "kim")), "kim.py", "kim/"),
        (lambda folder: ((folder / "kim.py").write_bytes(STUB), _folder(folder / "kim")), "kim", "kim.py"),
        (lambda folder: ((folder / "kim.PY").write_bytes(STUB), (folder / "kim.py").write_bytes(RIGHT)), "kim.py", "kim.PY"),
        (lambda folder: ((folder / "kim.py").write_bytes(b""), _folder(folder / "kim")), "kim", "kim.py"),
        (lambda folder: ((folder / "kim.zip").write_bytes(b"PK"), (folder / "kim.py").write_bytes(STUB)), "kim.py", "kim.zip"),
    ],
    ids=["folder", "folder_with_more", "two_suffixes", "empty", "broken_zip"],
)
def test_several_of_one_student(
    folder: Path, assignment: Assignment, put: Callable[[Path], object], counted: str, other: str
) -> None:
    """What can be read and defines most of what is asked for counts; the rest is named; nobody else is concerned."""
    put(folder)
    (folder / "lee.py").write_bytes(RIGHT)
    found = taken(folder, assignment)
    assert sorted(found) == ["kim", "lee"]
    assert [(each.kind, each.counted, each.names) for each in found["kim"].left_out] == [("not_counted", counted, (other,))]
    assert (found["kim"].problem, found["lee"].problem, found["lee"].left_out) == ("", "", ())


def test_ids_that_differ_by_case_alone(folder: Path, tmp_path: Path) -> None:
    """These are withheld, each with a report of its own; the class is graded and published."""
    for name in ("Kim.py", "kim.py", "lee.py"):
        (folder / name).write_bytes(RIGHT)
    grades, said = batch(folder, tmp_path / "out", 4)
    assert {student: grade["points"] for student, grade in grades.items()} == {"Kim": None, "kim": None, "lee": 2.67}
    assert [grade["needs_review"] for grade in grades.values()] == [True, True, False]
    assert "the ids Kim, kim differ only in upper and lower case" in grades["kim"]["problem"]
    assert "Kim" in said
    reports = [path.name.casefold() for path in (tmp_path / "out/reports").iterdir()]
    assert len(set(reports)) == 3
    page = (tmp_path / "out/index.html").read_text()
    assert "differ only in upper and lower case" in page
    assert "run the same command again" not in page
    (folder / "Kim.py").rename(folder / "park.py")
    grades, _ = batch(folder, tmp_path / "out", 0)
    assert {student: grade["points"] for student, grade in grades.items()} == {"kim": 2.67, "lee": 2.67, "park": 2.67}


def test_collisions_are_of_those_concerned() -> None:
    assert collisions(["a", "A", "b", "c", "C", "é"]) == {"a", "A", "c", "C"}
    assert collisions(["a", "a"]) == frozenset()
