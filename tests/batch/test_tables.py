"""The tables that people write: what is read whatever saved it, and every fault told at once, by file and line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.batch.tables import load_addresses, load_adjustments, load_extensions, load_roster, load_times, parse_points
from grader.errors import UsageError

ROSTER = "student_id,name\n2021001,김민수\n2021002,이서연\n"


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def faults(load: Callable[[Path], Any], path: Path) -> list[str]:
    """What is told, without the folder."""
    with pytest.raises(UsageError) as caught:
        load(path)
    return str(caught.value).replace(f"{path.parent}/", "").split("\n")


def times(path: Path) -> Any:
    return load_times(path).sound()


def adjustments(path: Path) -> Any:
    return load_adjustments(path, ["test_mean[1]", "test_mean", "mean"]).sound()


@pytest.mark.parametrize(
    "content",
    [
        ROSTER.encode(),
        ROSTER.encode("utf-8-sig"),
        ROSTER.encode("cp949"),
        ROSTER.encode("utf-16"),
        ROSTER.replace(",", "\t").encode("utf-16"),
        ROSTER.replace(",", ";").encode("cp949"),
        ROSTER.replace(",", "\t").encode(),
        ("sep=;\r\n" + ROSTER.replace(",", ";").replace("\n", "\r\n")).encode(),
        ROSTER.replace("\n", "\r").encode(),
        '"Student_ID", "Name",,\n 2021001 ,"김민수",,\n,,,\n2021002,이서연,,\n\n'.encode(),
    ],
)
def test_a_table_is_read_whatever_saved_it(tmp_path: Path, content: bytes) -> None:
    """UTF-8, UTF-16 and CP949; comma, semicolon and tab; Excel's own first line; empty rows and cells at the end."""
    roster = load_roster(written(tmp_path / "roster.csv", content))
    assert {student: person.name for student, person in roster.items()} == {"2021001": "김민수", "2021002": "이서연"}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"student_id,name\na,Jos\xe9\nb,x\n", ["roster.csv:2: neither UTF-8 nor CP949; save it as CSV UTF-8"]),
        (b"student_id,name\nx,Kim\na,\xc1lvarez\n", ["roster.csv:3: neither UTF-8 nor CP949; save it as CSV UTF-8"]),
        (ROSTER.encode("utf-16-le"), ["roster.csv:1: holds NUL bytes, as UTF-16 without its mark does; save it as CSV UTF-8"]),
        (b"PK\x03\x04\x00\x00", ["roster.csv is a workbook or a zip, not CSV; open it and save it as CSV UTF-8"]),
        (b"", ["roster.csv is empty; the first line has to name student_id, name"]),
        (
            b"studentid,mail\n",
            [
                "roster.csv:1: the column 'student_id' is missing (is it 'studentid'?); "
                "the first line has to name student_id, name",
                "roster.csv:1: the column 'name' is missing; the first line has to name student_id, name",
            ],
        ),
        (
            b"student_id,name,name\n",
            ["roster.csv:1: the column 'name' stands there twice; the first line has to name student_id, name"],
        ),
        (
            "student_id,name\na,x\n,김\nb\nc,x,y\na,z\nA,x\nd,\0\ne,\x1b[2J\n2.02E+06,p\n2.02E+06,q\n".encode(),
            [
                "roster.csv:3: the cell 'student_id' is empty, so nobody knows whom this row is about",
                "roster.csv:4: 1 cells, but the columns go up to 'name'; leave a cell empty rather than out",
                "roster.csv:5: 3 cells, but 2 columns; put quotes around a cell that holds the separator",
                "roster.csv:6: 'a' stands there twice, the first time in line 2",
                "roster.csv:7: 'A' differs from 'a' in line 2 by case only; their reports would be one file",
                "roster.csv:8: the cell 'name' holds a NUL byte; type it again",
                "roster.csv:9: the cell 'name' holds the control character \\x1b; type it again",
                "roster.csv:11: '2.02E+06' stands there twice, the first time in line 10; a spreadsheet shortened the number; "
                "format the column as text, and type the ids again",
            ],
        ),
    ],
)
def test_a_rosters_faults(tmp_path: Path, content: bytes, told: list[str]) -> None:
    """Every one, with its line; a name misread in another encoding is not taken for Korean."""
    assert faults(load_roster, written(tmp_path / "roster.csv", content)) == told


@pytest.mark.parametrize(
    "head",
    [
        "Student ID,Name,Section,E-mail",
        "학번,성명,분반,이메일",
        "학번,이름,분반,이메일 주소",
        "2026학년도 1학기 수강생 명단,,,\r\n\r\n학번,성명,분반,이메일",
        'sep=,\r\n"Course 7"\r\nStudent number,Student name,Section,E-mail address',
    ],
)
def test_a_schools_own_list(tmp_path: Path, head: str) -> None:
    """Under the titles that offices use, with a title over the table; whoever has no number is no one's guess."""
    rows = "1,Kim,A,kim@x.kr\r\n2,이서연,B,lee@x.kr\r\n"
    path = written(tmp_path / "roster.csv", f"{head}\r\n{rows}".encode())
    found = load_roster(path)
    assert {student: (each.name, each.section) for student, each in found.items()} == {"1": ("Kim", "A"), "2": ("이서연", "B")}
    assert load_addresses(path) == {"1": "kim@x.kr", "2": "lee@x.kr"}
    path = written(path, f"{head}\r\n{rows},박지훈,A,park@x.kr\r\n".encode())
    (told,) = faults(load_roster, path)
    assert told.startswith(f"roster.csv:{head.count(chr(10)) + 4}: no '")
    assert "nobody knows whom this row is about" in told


def test_a_name_in_korean_may_have_a_letter_beside_it(tmp_path: Path) -> None:
    """Classes tell two of one name apart so."""
    path = written(tmp_path / "roster.csv", "student_id,name\n1,김민수B\n2,A이서연\n".encode("cp949"))
    assert [person.name for person in load_roster(path).values()] == ["김민수B", "A이서연"]


def test_faults_of_times_and_extensions(tmp_path: Path) -> None:
    """Moments, attempts, rows that stand there twice; of extensions only this assignment's."""
    path = written(
        tmp_path / "submitted.csv",
        f"student,time,attempt\na,2027-03-14 23:59,1\nb,tomorrow,1\nc,,{'9' * 1500}\nd,2027-03-14T23:59:00+09:00,0\n"
        "e,2027-03-14T23:59:00Z\ne,,\n",
    )
    assert [fault.partition(";")[0][:70] for fault in faults(times, path)] == [
        "submitted.csv:2: '2027-03-14 23:59' names no time zone",
        "submitted.csv:3: 'tomorrow' is not a date with a time",
        f"submitted.csv:4: attempt '{'9' * 37}...' is no "[:70],
        "submitted.csv:5: attempt '0' is not the number of an attempt",
        "submitted.csv:7: 'e' stands there twice, the first time in line 6",
    ]
    path = written(tmp_path / "extensions.csv", "student,slug,due\na,w,soon\na,other,soon\nb,w,2027-03-14\n")
    assert len(faults(lambda each: load_extensions(each, "w").sound(), path)) == 2


def test_faults_of_adjustments_are_told_at_once(tmp_path: Path) -> None:
    """Points that would take hours to work out, a huge cell, checks that are not there, a row that was pasted twice."""
    path = written(
        tmp_path / "adjustments.csv",
        "student,case,points,reason,who\n"
        "a,,1e99999999,x,k\n"
        f"a,,1,{'x' * 200_000},k\n"
        "a,test_meen,1,x,k\n"
        'a,,"0,5",x,k\n'
        "a,,1/0,x,k\n"
        f"a,,{'7' * 1500},x,k\n"
        "a,test_mean[1],-0.5,x,k\n"
        "a,test_mean[1],-1/2,x,k\n"
        "a,mean,1,late, but ok,k\n"
        'a,mean,1,"open,k\n'
        "b,mean,1,y,k\n",
    )
    assert [fault.partition(";")[0][:90] for fault in faults(adjustments, path)] == [
        "adjustments.csv:2: points '1e99999999' is not a number of at most nine digits",
        "adjustments.csv:3: the cell 'reason' holds 200000 characters, at most 2000 are read",
        "adjustments.csv:4: there is no check 'test_meen'",
        "adjustments.csv:5: points '0,5' is not a number of at most nine digits",
        "adjustments.csv:6: points '1/0' divides by 0",
        f"adjustments.csv:7: points '{'7' * 37}...' is not a number of at most nine digits"[:90],
        "adjustments.csv:9: the same as line 8",
        "adjustments.csv:10: 6 cells, but 5 columns",
        "adjustments.csv:11: the quotes of this row do not close as they should (unexpected end of data)"[:90],
    ]


@pytest.mark.parametrize(("text", "points"), [("2", "2"), ("-0.5", "-1/2"), ("+1/3", "1/3"), (".25", "1/4"), ("3.", "3")])
def test_points_are_exact(text: str, points: str) -> None:
    assert str(parse_points(text)) == points


@pytest.mark.parametrize("text", ["", "-", ".", "1e3", "inf", "nan", "1_000", "٣", "0x1", "1/2/3", "1 2", "1.5/2"])
def test_what_is_no_number_of_points(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        parse_points(text)


def test_very_many_faults_are_cut(tmp_path: Path) -> None:
    """A table of another kind does not flood the terminal."""
    path = written(tmp_path / "submitted.csv", "student,time\n" + "".join(f"s{n},x\n" for n in range(1000)))
    assert faults(times, path)[-1] == "submitted.csv: and 960 more problems"


def test_years_that_no_course_has_are_told_at_once(tmp_path: Path) -> None:
    """By file and line, beside what else is wrong."""
    rows = "kim,9999-12-31T23:59:59+00:00\nlee,0001-01-01T00:00:00+09:00\npark,2027-03-14T23:59:00+09:00\n"
    told = faults(times, written(tmp_path / "submitted.csv", f"student,time\n{rows}"))
    assert told == [
        "submitted.csv:2: '9999-12-31T23:59:59+00:00' is outside the years of a course; write a year from 1970 to 2999",
        "submitted.csv:3: '0001-01-01T00:00:00+09:00' is outside the years of a course; write a year from 1970 to 2999",
    ]
    own = "".join(f"s{number},hw,{row.partition(',')[2]}\n" for number, row in enumerate(rows.split()))
    told = faults(
        lambda path: load_extensions(path, "hw").sound(), written(tmp_path / "extensions.csv", f"student,slug,due\n{own}")
    )
    assert [line.partition(":")[2][:1] for line in told] == ["2", "3"]
