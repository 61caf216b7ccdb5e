"""Reading what was handed in: with caution, and leaving nobody out."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.batch.classfolder import load_class
from grader.errors import NothingToGradeError, UsageError
from grader.model import Assignment, Limits, Text
from grader.reading.submissions import NAME_BYTES, file_name, load_submission

CODE = b"def f(x):\n    return x\n"


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    return Assignment(
        slug="s", title=Text("t"), public=tmp_path, private=None, files=("f.py",), functions=("f",),
        limits=Limits(source_kb=2),
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "class"
    path.mkdir()
    return path


def test_a_plain_file_is_named_by_its_stem(folder: Path, assignment: Assignment) -> None:
    """The student is the stem, the content goes by the name that the assignment asks for, whatever the file is called."""
    (folder / "s001.py").write_bytes(CODE)
    submission = load_submission(folder / "s001.py", assignment)
    assert (submission.student, submission.file, submission.files) == ("s001", "s001.py", (("f.py", CODE),))
    assert submission.problem == ""
    assert submission.digest.startswith("sha256:")


def test_a_folder_is_named_by_its_name(folder: Path, assignment: Assignment) -> None:
    """A folder's only Python file is taken under any name."""
    (folder / "kim").mkdir()
    (folder / "kim" / "renamed.py").write_bytes(CODE)
    assert load_submission(folder / "kim", assignment).files == (("f.py", CODE),)
    (folder / "kim" / "another.py").write_bytes(CODE)
    assert "f.py is not among the files" in load_submission(folder / "kim", assignment).problem
    (folder / "kim" / "f.py").write_bytes(CODE + b"#")
    assert load_submission(folder / "kim", assignment).files == (("f.py", CODE + b"#"),)


def test_what_cannot_be_read_is_a_row_with_a_reason(folder: Path, assignment: Assignment) -> None:
    """A link, a FIFO, an empty, a binary, an oversized file: each names a student, and says why it is not read."""
    secret = folder.parent / "secret.py"
    secret.write_bytes(b"secret")
    (folder / "a_link.py").symlink_to(secret)
    os.mkfifo(folder / "b_fifo.py")
    (folder / "c_empty.py").write_bytes(b" \n")
    (folder / "d_binary.py").write_bytes(b"\x7fELF\0\0")
    (folder / "e_large.py").write_bytes(b"#" * 5000)
    (folder / "f_dir.py").mkdir()
    found = load_class(folder, assignment)
    problems = {submission.student: submission.problem for submission in found.submissions}
    assert sorted(problems) == ["a_link", "b_fifo", "c_empty", "d_binary", "e_large", "f_dir.py"]
    assert "link" in problems["a_link"]
    assert "not an ordinary file" in problems["b_fifo"]
    assert "empty" in problems["c_empty"]
    assert "NUL character" in problems["d_binary"]
    assert "larger than 2 kB" in problems["e_large"]
    assert "not among the files" in problems["f_dir.py"]
    assert not any(b"secret" in content for each in found.submissions for _, content in each.files)


def test_a_link_inside_a_folder_is_not_followed(folder: Path, assignment: Assignment) -> None:
    """Nor one that stands where the file is looked for."""
    (folder / "kim").mkdir()
    (folder / "kim" / "f.py").symlink_to("/etc/passwd")
    submission = load_submission(folder / "kim", assignment)
    assert submission.files == ()
    assert "link" in submission.problem


def test_a_class_is_sorted_and_its_litter_ignored(folder: Path, assignment: Assignment) -> None:
    """Sorted by student; what is no submission is listed, what tools leave behind is not."""
    for name in ("b.py", "a.py", ".hidden.py", "notes.txt"):
        (folder / name).write_bytes(CODE)
    (folder / "__pycache__").mkdir()
    found = load_class(folder, assignment)
    assert [submission.student for submission in found.submissions] == ["a", "b"]
    assert found.unmatched == ("notes.txt",)


def test_an_empty_class_is_nothing_to_grade(folder: Path, assignment: Assignment) -> None:
    """The message says what was expected."""
    with pytest.raises(NothingToGradeError, match=r"<student>\.py"):
        load_class(folder, assignment)


def test_students_that_collide_are_withheld(folder: Path, assignment: Assignment) -> None:
    """Ids that differ by case only cost nobody else anything."""
    for name in ("Kim.py", "kim.py", "lee.py"):
        (folder / name).write_bytes(CODE)
    found = {each.student: each for each in load_class(folder, assignment).submissions}
    assert {student: each.withheld for student, each in found.items()} == {"Kim": True, "kim": True, "lee": False}
    assert "the ids Kim, kim differ only in upper and lower case" in found["kim"].problem
    assert found["lee"].problem == ""


def test_a_missing_file_is_a_usage_error(folder: Path, assignment: Assignment) -> None:
    """With the path in it."""
    with pytest.raises(UsageError, match=r"none\.py"):
        load_submission(folder / "none.py", assignment)


def test_decomposed_hangul_is_composed(folder: Path, assignment: Assignment) -> None:
    """macOS hands names out decomposed; the id is the same student's either way."""
    (folder / "\u1112\u1161\u11ab.py").write_bytes(CODE)
    assert load_submission(folder / "\u1112\u1161\u11ab.py", assignment).student == "한"


@given(st.text(min_size=1, max_size=200))
def test_any_id_makes_a_harmless_file_name(student: str) -> None:
    """No separator, no hidden file, no more than 100 bytes."""
    name = file_name(student)
    assert "/" not in name
    assert "\0" not in name
    assert not name.startswith(".")
    assert 0 < len(name.encode()) <= NAME_BYTES


@given(st.text(min_size=1, max_size=60), st.text(min_size=1, max_size=60))
def test_different_ids_have_different_file_names(one: str, other: str) -> None:
    """Escaping is injective, up to Unicode normalisation."""
    import unicodedata

    same = unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
    assert (file_name(one) == file_name(other)) == same
