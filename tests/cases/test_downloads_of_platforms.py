"""A class as platforms pack it: whose each file is, and what of it counts."""

from pathlib import Path

import pytest

from grader.batch.classfolder import load_class, survey_class
from grader.model import Assignment, Submission
from grader.reading.course import load_assignment

KIND = "downloads_of_platforms"
RIGHT = b"def mean(x):\n    return float(x.mean())\n"


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return load_assignment(Path(__file__).parent / "inputs" / "_course", "work")


def taken(folder: Path, assignment: Assignment) -> dict[str, Submission]:
    return {each.student: each for each in load_class(folder, assignment).submissions}


def test_canvas_with_a_second_attempt(inputs: Path, assignment: Assignment) -> None:
    """One row a user; of two attempts the later counts, and the other is named."""
    folder = inputs / KIND / "canvas_with_a_second_attempt/class"
    found = taken(folder, assignment)
    assert sorted(found) == ["12345", "12346", "55"]
    assert all(each.problem == "" for each in found.values())
    (left,) = found["12345"].left_out
    assert (left.kind, left.names) == ("not_counted", ("leeyounghee_12345_999001_work.py",))
    assert survey_class(folder, assignment).platform == "Canvas"


def test_canvas_with_several_attachments(tmp_path: Path, assignment: Assignment) -> None:
    """They are one hand-in: the module beside the file is importable."""
    for name in ("kimminsu_7_1001_work.py", "kimminsu_7_1002_helpers.py", "kimminsu_7_1003_my_notes.txt", "lee_8_1004_hw.zip"):
        (tmp_path / name).write_bytes(RIGHT)
    found = taken(tmp_path, assignment)
    assert sorted(found) == ["7", "8"]
    assert [path for path, _ in found["7"].own] == ["helpers.py"]
    assert [left.names for left in found["7"].left_out] == [("my_notes.txt",)]
    assert "hw.zip is not a readable zip file" in found["8"].problem


def test_gradescope(inputs: Path, assignment: Assignment) -> None:
    found = taken(inputs / KIND / "gradescope/class", assignment)
    assert {student: each.name for student, each in found.items()} == {"2021001": "A B", "2021002": "C D"}


def test_gradescope_with_a_group_and_an_id_with_zeros(tmp_path: Path, assignment: Assignment) -> None:
    """A row for each member; an id is a text; what the table does not name is listed."""
    (tmp_path / "submission_metadata.yml").write_text(
        "submission_1:\n  :submitters:\n  - :name: A\n    :sid: 0042\n  - :name: B\n    :sid:\n    :email: b@example.org\n"
    )
    for name in ("submission_1", "submission_9"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "work.py").write_bytes(RIGHT)
    found = load_class(tmp_path, assignment)
    assert [(each.student, each.name) for each in found.submissions] == [("0042", "A"), ("b@example.org", "B")]
    assert found.unmatched == ("submission_9",)


def test_nbgrader_with_two_assignments(inputs: Path, assignment: Assignment) -> None:
    found = taken(inputs / KIND / "nbgrader_two_assignments/class", assignment)
    assert {student: (each.problem, each.left_out) for student, each in found.items()} == {"s1": ("", ()), "s2": ("", ())}


@pytest.mark.parametrize(
    "names", [("kim_1_2_work.py", "lee.py"), ("kim.py", "submission_metadata.yml"), ("kim_min_su.py",), ("20_1.py", "20_2.py")]
)
def test_other_folders_are_what_they_were(tmp_path: Path, assignment: Assignment, names: tuple[str, ...]) -> None:
    """Only where everything fits; a table that cannot be read is no platform's."""
    for name in names:
        (tmp_path / name).write_bytes(b"{: [" if name.endswith("yml") else RIGHT)
    survey = survey_class(tmp_path, assignment)
    assert survey.platform == ""
    assert [place.student for place in survey.places] == sorted(name[:-3] for name in names if name.endswith(".py"))
