"""What was handed in beside the file asked for: modules of one's own are importable, all else is named and costs nothing."""

import io
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from grader.grading.reveal import reveal
from grader.judge.supervisor import Judge
from grader.model import Submission, Verdict
from grader.reading.beside import MOST_MODULES
from grader.reading.submissions import load_submission
from grader.report.student_page import render_report

Document = dict[str, Any]
GradeFile = Callable[..., Document]
KIND = "files_beside_left_out"


def told(document: Document) -> list[str]:
    return [note["text"] for note in document["notes"]]


def kinds(document: Document) -> list[str]:
    return [note["kind"] for note in document["notes"]]


@pytest.fixture
def right(inputs: Path) -> str:
    """A right work.py that computes its mean with a module of its own, ``helpers``."""
    return (inputs / KIND / "helper_beside" / "work.py").read_text()


@pytest.fixture
def helpers(inputs: Path) -> str:
    return (inputs / KIND / "helper_beside" / "helpers.py").read_text()


def write(folder: Path, **files: str | bytes) -> Path:
    """``__`` in a name stands for ``/``, a missing suffix for ``.py``."""
    for name, content in files.items():
        path = folder / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def test_a_module_of_ones_own(grade_file: GradeFile, inputs: Path) -> None:
    """It lies beside and is imported."""
    document = grade_file(inputs / KIND / "helper_beside")
    assert (document["verdict"], document["points"], document["notes"]) == ("accepted", 20, [])


def test_a_newer_copy_is_named(grade_file: GradeFile, inputs: Path) -> None:
    document = grade_file(inputs / KIND / "newer_copy_beside")
    assert document["points"] == 20
    assert told(document) == [
        "Handed in too, but not graded, since work.py is the file that counts: work (1).py. "
        "If another one should count, hand in only that one."
    ]
    assert "work (1).py" in told(grade_file(inputs / KIND / "newer_copy_beside", "ko"))[0]


def test_a_notebook_beside_is_named(grade_file: GradeFile, inputs: Path) -> None:
    document = grade_file(inputs / KIND / "unfinished_py_and_right_notebook")
    assert (document["verdict"], document["points"]) == ("not_implemented", 18)
    assert "work.ipynb" in told(document)[0]


def test_own_data_is_named_where_opening_it_fails(work_judge: Judge, inputs: Path) -> None:
    """In the report beside the error, and with the files that there are."""
    submission = load_submission(inputs / KIND / "own_data", work_judge.assignment)
    grade = reveal(work_judge.grade(submission))
    (failed,) = [case for case in grade.cases if case.verdict != "accepted"]
    assert (failed.question, failed.verdict, grade.points) == ("total", Verdict.RUN_TIME_ERROR, Fraction(18))
    for lang in ("en", "ko"):
        page = render_report(grade, title=work_judge.assignment.title, files=submission.kept, lang=lang)
        assert page.count("my.csv") > 2
        assert "data.npz, scores.csv" in page


def test_a_package_in_a_zip(grade_file: GradeFile, tmp_path: Path, right: str, helpers: str) -> None:
    """With modules that import one another by dots; also where everything lies in a folder of a name that no import could use."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hw 1/work.py", right.replace("from helpers", "from mylib.deep.middle"))
        archive.writestr("hw 1/mylib/__init__.py", "")
        archive.writestr("hw 1/mylib/deep/middle.py", "from ..helpers import centre\n")
        archive.writestr("hw 1/mylib/helpers.py", helpers)
    (tmp_path / "kim.zip").write_bytes(buffer.getvalue())
    document = grade_file(tmp_path / "kim.zip")
    assert (document["points"], document["notes"]) == (20, [])


def test_beside_a_notebook_and_above_the_file(grade_file: GradeFile, inputs: Path, tmp_path: Path, helpers: str) -> None:
    """A notebook imports what lies in its folder, or in one around it."""
    import json

    cell = "from helpers import centre\nfrom tools.more import twice\n\ndef mean(x):\n    return twice(centre(x)) / 2\n"
    notebook = {"cells": [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []}], "metadata": {}, "nbformat": 4}
    write(tmp_path / "kim", week__helpers=helpers, tools__more="def twice(x):\n    return 2 * x\n")
    (tmp_path / "kim/week/work.ipynb").write_text(json.dumps(notebook))
    document = grade_file(tmp_path / "kim")
    assert [case["verdict"] for case in document["cases"] if case["question"] == "mean"] == ["accepted"] * 3


@pytest.mark.parametrize("name", ["random", "numpy", "grader", "msgpack", "sitecustomize", "encodings", "csv", "json"])
def test_nothing_is_hidden(grade_file: GradeFile, tmp_path: Path, right: str, helpers: str, name: str) -> None:
    """Python's modules, the packages and grader's own come first; a file that cannot be imported for that is named."""
    poison = "raise RuntimeError('not to be imported')\n"
    write(tmp_path / "kim", work=f"import {name}\n{right}", helpers=helpers, **{name: poison})
    document = grade_file(tmp_path / "kim")
    if name == "sitecustomize":  # which is there on some machines, and nowhere a module that anybody needs
        assert document["points"] == 20
        return
    assert document["points"] == 20
    assert kinds(document) == ["shadowed"]
    assert f"{name}.py" in told(document)[0]


def test_nothing_is_added_to_a_package(grade_file: GradeFile, tmp_path: Path, right: str, helpers: str) -> None:
    """A folder numpy/ with a module of another name in it is no part of NumPy."""
    write(tmp_path / "kim", work=f"import numpy.extra\n{right}", helpers=helpers, numpy__extra="")
    document = grade_file(tmp_path / "kim")
    assert "shadowed" in kinds(document)
    assert any("No module named 'numpy.extra'" in text for text in told(document))


@pytest.mark.parametrize("name", ["test_hidden", "inputs", "conftest", "reference"])
def test_names_of_the_suite_mean_nothing(grade_file: GradeFile, tmp_path: Path, right: str, helpers: str, name: str) -> None:
    """Such a module is the student's own, in the student's process."""
    write(tmp_path / "kim", work=f"import {name}\n{right}", helpers=helpers, **{name: "assert True\n"})
    assert grade_file(tmp_path / "kim")["points"] == 20


def test_what_nothing_imports_is_named(grade_file: GradeFile, tmp_path: Path, right: str, helpers: str) -> None:
    write(tmp_path / "kim", work=right, helpers=helpers, scratch="raise RuntimeError\n")
    (tmp_path / "kim/report.pdf").write_bytes(b"%PDF")
    document = grade_file(tmp_path / "kim")
    assert document["points"] == 20
    assert kinds(document) == ["not_used", "not_imported"]
    assert "report.pdf" in told(document)[0]
    assert "scratch.py" in told(document)[1]


def test_what_was_handed_out_is_not_worth_a_word(
    grade_file: GradeFile, work_judge: Judge, tmp_path: Path, right: str, helpers: str
) -> None:
    """The whole folder of the assignment handed in, with the work done in it; a changed data file is named."""
    write(tmp_path / "kim", work=right, helpers=helpers)
    for path in work_judge.assignment.public.iterdir():
        if path.name != "work.py":
            (tmp_path / "kim" / path.name).write_bytes(path.read_bytes())
    assert grade_file(tmp_path / "kim")["notes"] == []
    (tmp_path / "kim/scores.csv").write_text("name,score\na,100\n")
    document = grade_file(tmp_path / "kim")
    assert document["points"] == 20
    assert "scores.csv" in told(document)[0]


def test_a_helper_that_fails_is_salvaged(grade_file: GradeFile, tmp_path: Path, right: str, helpers: str) -> None:
    """As the file itself is: what it defines counts."""
    write(tmp_path / "kim", work=right, helpers=f"{helpers}\nopen('nowhere.csv')\n")
    document = grade_file(tmp_path / "kim")
    assert document["points"] == 20
    assert kinds(document) == ["stopped_at", "not_run"]
    assert "helpers.py, line 7" in told(document)[0]


def test_a_helper_that_is_no_python_costs_what_needs_it(grade_file: GradeFile, tmp_path: Path, right: str) -> None:
    write(tmp_path / "kim", work=right, helpers="def centre(v:\n")
    document = grade_file(tmp_path / "kim")
    assert document["points"] == 18
    assert {case["question"] for case in document["cases"] if case["verdict"] != "accepted"} == {"mean"}


def test_modules_are_bounded_in_number_and_size(work_judge: Judge, tmp_path: Path, right: str, helpers: str) -> None:
    """The nearest are taken; what is too much is named."""
    many = {f"m__x{number:04d}": "x = 1\n" for number in range(2 * MOST_MODULES)}
    write(tmp_path / "kim", work=right, helpers=helpers, large=b"#" * (2 << 20), **many)
    submission = load_submission(tmp_path / "kim", work_judge.assignment)
    assert len(submission.own) == MOST_MODULES
    assert submission.own[0][0] == "helpers.py"
    (left,) = submission.left_out
    assert (left.kind, len(left.names) + left.more) == ("not_taken", MOST_MODULES + 2)
    assert work_judge.grade(submission).points == 20


def test_the_digest_covers_what_was_used(work_judge: Judge, tmp_path: Path, right: str, helpers: str) -> None:
    """Another helper is another submission; one that is stored with its modules comes back as it was."""
    one = load_submission(write(tmp_path / "one", work=right, helpers=helpers), work_judge.assignment)
    other = load_submission(write(tmp_path / "two", work=right, helpers=helpers + "#"), work_judge.assignment)
    alone = load_submission(write(tmp_path / "three", work=right), work_judge.assignment)
    assert len({one.digest, other.digest, alone.digest}) == 3
    assert one.holding(()).holding(one.kept) == one
    assert one.holding(()).own == ()


def test_strange_names_are_shown_harmless(work_judge: Judge, tmp_path: Path, right: str, helpers: str) -> None:
    """Bytes that are no UTF-8, direction marks, line breaks, a name of 200 letters: none of them reaches a page as it is."""
    folder = write(tmp_path / "kim", work=right, helpers=helpers)
    for raw in (b"\xff\xfe.csv", "a\u202eb.csv".encode(), b"a\nb.csv", b"x" * 200 + b".csv", b"<b>.csv"):
        Path(str(folder), raw.decode("utf-8", "surrogateescape")).write_bytes(b"1")
    submission = load_submission(folder, work_judge.assignment)
    (left,) = submission.left_out
    assert len(left.names) == 5
    assert all(name.isprintable() and len(name) < 100 for name in left.names)
    page = render_report(reveal(work_judge.grade(submission)), title=work_judge.assignment.title, files=submission.kept, lang="en")
    assert "<b>.csv" not in page
    page.encode()


def test_links_beside_are_not_followed(work_judge: Judge, tmp_path: Path, right: str, helpers: str) -> None:
    folder = write(tmp_path / "kim", work=right, helpers=helpers)
    (folder / "secret.py").symlink_to("/etc/passwd")
    (folder / "tree").symlink_to("/etc")
    submission = load_submission(folder, work_judge.assignment)
    assert [path for path, _ in submission.own] == ["helpers.py"]
    assert [left.kind for left in submission.left_out] == ["not_taken", "not_used"]


def test_a_submission_without_anything_beside_is_what_it_was(work_judge: Judge, tmp_path: Path, right: str) -> None:
    """One file has the same digest, however it came."""
    folder = write(tmp_path / "kim", work=right)
    one = load_submission(folder, work_judge.assignment)
    other = load_submission(folder / "work.py", work_judge.assignment)
    assert isinstance(one, Submission)
    assert (one.digest, one.roots, one.left_out) == (other.digest, (), ())
