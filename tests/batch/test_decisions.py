"""What people decided of students, held against a class."""

from pathlib import Path

import pytest

from grader.batch.decisions import load_decisions
from grader.batch.roll import chosen_of
from grader.batch.tables import load_adjustments
from grader.errors import UsageError
from grader.model import Member, Submission
from grader.reading.messages import did_you_mean

HEAD = "student,case,points,reason,who\n"


def members(*students: str) -> tuple[Member, ...]:
    return tuple(Member(Submission(student=each)) for each in students)


def test_a_row_for_everybody(tmp_path: Path) -> None:
    """It is each member's, and comes before those of their own."""
    (tmp_path / "adjustments.csv").write_text(f"{HEAD}kim,,-1,own,J\n*,,2,broken case,J\n*,,1,more,J\n")
    made = load_decisions(tmp_path, tmp_path, "hw", members("kim", "lee"), ()).adjustments
    assert {student: [int(each.points) for each in found] for student, found in made.items()} == {"kim": [2, 1, -1], "lee": [2, 1]}


def test_a_row_for_everybody_is_theirs_who_handed_in(tmp_path: Path) -> None:
    """A point for a broken check is nobody's who was not graded; one of their own is."""
    (tmp_path / "adjustments.csv").write_text(f"{HEAD}*,,2,broken case,J\nlee,,1,was ill,J\n")
    absent = tuple(Member(Submission(student=each), present=False) for each in ("lee", "park"))
    made = load_decisions(tmp_path, tmp_path, "hw", (*members("kim"), *absent), ()).adjustments
    assert {student: [int(each.points) for each in found] for student, found in made.items()} == {"kim": [2], "lee": [1]}


def test_a_row_for_everybody_hides_no_stranger(tmp_path: Path) -> None:
    """An id that nobody has is a problem as before."""
    (tmp_path / "adjustments.csv").write_text(f"{HEAD}*,,2,broken case,J\nchoi,,1,x,J\n")
    with pytest.raises(UsageError, match="'choi' neither handed anything in"):
        load_decisions(tmp_path, tmp_path, "hw", members("kim", "lee"), ())


@pytest.mark.parametrize(("word", "near"), [("kin", "kim"), ("le", "lee"), ("parkk", "park")])
def test_whom_only_may_mean(tmp_path: Path, word: str, near: str) -> None:
    """Also by a short id."""
    with pytest.raises(UsageError, match=f"did you mean '{near}'"):
        chosen_of(members("kim", "lee", "park"), [word], tmp_path)


def test_names_in_another_case_are_near(tmp_path: Path) -> None:
    """Of checks, and of everything else that is suggested."""
    path = tmp_path / "adjustments.csv"
    path.write_text(f"{HEAD}kim,TEST_MEAN,1,x,J\n")
    ((_, sentence),) = load_adjustments(path, ["test_std", "test_mean"]).faults
    assert sentence.endswith("did you mean 'test_mean'?")
    assert did_you_mean("ASIA/SEOUL", ["Asia/Tokyo", "Asia/Seoul"]) == "; did you mean 'Asia/Seoul'?"
