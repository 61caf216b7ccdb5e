"""Class lists as platforms export them, read as the roster; and whom a download means by a name alone."""

from pathlib import Path

import pytest

from grader.batch.platforms.rosters import by_name
from grader.batch.tables import load_roster, load_times
from grader.errors import UsageError
from grader.reading.layouts import Place

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,HW 1 (77)
    Points Possible,,,,,10
"Kim, Minsu",12345,0042,kim,A,
"Student, Test",999,,,A,
"""
MOODLE = """Identifier,Full name,Email address,Status,Grade,Maximum Grade,Last modified (submission),Last modified (grade)
Participant 101,Minsu Kim,kim@x.org,Submitted,,10,"Sunday, 14 March 2027, 11:58 PM",-
Participant 102,Lee,lee@x.org,No submission,,10,-,-
"""
KOREAN = """식별자,성명,이메일 주소,상태,성적,Last modified (submission)
참가자 101,김민수,kim@x.org,제출됨,,"2027년 3월 14일 일요일, 오후 11:58"
"""


@pytest.mark.parametrize(
    ("text", "encoding", "people"),
    [
        (CANVAS, "utf-8-sig", {"12345": ("Kim, Minsu", "A")}),
        (MOODLE, "utf-8", {"101": ("Minsu Kim", ""), "102": ("Lee", "")}),
        (KOREAN, "utf-8", {"101": ("김민수", "")}),
        ("Name,SID,Email,Sections\nKim,0042,k@x.org,A\nPark,,p@x,B\n", "utf-8", {"0042": ("Kim", "A"), "p@x": ("Park", "B")}),
        ("Last Name\tFirst Name\tUsername\nDoe\tJo\tj_doe\n", "utf-16", {"j_doe": ("Jo Doe", "")}),
        ("OrgDefinedId,Username,Last Name,First Name,Email\n#123,kim,Kim,Minsu,k@x.org\n", "utf-8", {"123": ("Minsu Kim", "")}),
        ("id,first_name,last_name,email\ns1,Minsu,Kim,\n", "utf-8", {"s1": ("Minsu Kim", "")}),
    ],
)  # fmt: skip
def test_each_platforms_list(tmp_path: Path, text: str, encoding: str, people: dict[str, tuple[str, str]]) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding=encoding)
    assert {student: (each.name, each.section) for student, each in load_roster(path).items()} == people


@pytest.mark.parametrize("text", [MOODLE, KOREAN])
def test_moodles_worksheet_tells_times(tmp_path: Path, text: str) -> None:
    path = tmp_path / "worksheet.csv"
    path.write_text(text, encoding="utf-8")
    found = load_times(path, "Asia/Seoul").sound().values
    assert {student: each.at for student, each in found.items()} == {"101": "2027-03-14T23:58:00+09:00"}


@pytest.mark.parametrize(
    ("text", "timezone", "said"),
    [(MOODLE, "", "2: .*names no time zone.*course.yaml"), (MOODLE.replace("March", "mars"), "Asia/Seoul", "2: .*cannot be read")],
)
def test_times_of_a_worksheet_are_never_left_out_in_silence(tmp_path: Path, text: str, timezone: str, said: str) -> None:
    """Who is late would count as on time. Whoever handed in nothing has no time, and is nobody's fault."""
    path = tmp_path / "worksheet.csv"
    path.write_text(text + text.splitlines()[1].replace("101", "103") + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match=said) as caught:
        load_times(path, timezone).sound()
    assert len(str(caught.value).splitlines()) == 1


def test_names_are_taken_only_where_they_are_clear() -> None:
    """Two of one name on either side are nobody's by it; an id that the roster has stays."""
    places = [
        Place(student=student, name=name) for student, name in (("11", "Minsu Kim"), ("12", "Lee"), ("13", "Park"), ("r4", "Choi"))
    ]
    names = {"r1": "Kim, Minsu", "r2": "Lee", "r3": "Lee", "r4": "Choi", "r5": "Han"}
    found, told = by_name(places, names)
    assert [place.student for place in found] == ["r1", "12", "13", "r4"]
    assert told == (("11", "r1"),)
