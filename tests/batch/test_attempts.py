"""Which attempt a file is taken for, where tables and the folder do not say the same."""

from pathlib import Path

from grader.batch.run import forgotten_attempts
from grader.batch.tables import load_times
from grader.model import Member, Submission


def member(student: str, attempt: int = 1) -> Member:
    return Member(Submission(student=student), attempt=attempt)


def test_an_attempt_that_the_table_forgot_is_said(tmp_path: Path) -> None:
    """Where it is silent about the student, not where it puts the number right; also where there is no table at all."""
    known = {each: [member(each, number) for number in (1, 2, 3)] for each in ("park", "kim")}
    path = tmp_path / "submitted.csv"
    path.write_text("student,time,attempt\nkim,2027-03-14T23:59:00+09:00,1\n")
    members = [member("park"), member("kim"), member("lee")]
    sentence = "park: taken for attempt 1, though attempts up to 3 are known; add the attempt to submitted.csv"
    assert forgotten_attempts(known, members, load_times(path)) == (sentence,)
    assert len(forgotten_attempts(known, members, None)) == 2
    assert forgotten_attempts(known, [member("park", 3)], None) == ()
