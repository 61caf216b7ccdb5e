"""What is taken out of a grade says what the grade says, and a server that starts reads no grade that was read before."""

from dataclasses import replace
from fractions import Fraction

import pytest

from grader.batch.extract import extract_of, grade_of, signatures_from
from grader.batch.render import as_now
from grader.batch.same_answers import signatures_of
from grader.batch.store import SqlStore
from grader.batch.store.extracts import Extracts
from grader.model import (
    CaseResult,
    Fault,
    Finding,
    Located,
    Member,
    Note,
    Returned,
    StaffDetail,
    Standing,
    Submission,
    Text,
    Verdict,
)
from grader.model.codecs import GRADE
from grader.report.rows import row_of
from grader.web.room import room_of
from grader.web.site import Site
from tests.classes import SOURCES
from tests.web.served import COURSE, NOTHING, Served


def case(name: str, verdict: Verdict, **rest: object) -> CaseResult:
    points = Fraction(verdict is Verdict.ACCEPTED)
    made = CaseResult(
        case=name, number=name, title=Text("title", "제목"), question=name, verdict=verdict, points=points, max_points=Fraction(1)
    )
    return replace(made, **rest)  # type: ignore[arg-type]  # fields of its own


VALUE = Returned(function="f", form="float64[2]", numbers=("1.0", "2.0"), allowed=("0.1", "0.1"))
KNOWN = Finding(
    kind="known_mistake", function="f", name="off_by_one", hint=Text("Look at ends."), title=Text("Off by one", "하나 차이")
)
CASES = (
    case("right", Verdict.ACCEPTED, hints=(Text("h"),)),
    case("known", Verdict.WRONG_ANSWER, findings=(KNOWN,), staff=StaffDetail(returned=VALUE, detail="d")),
    case("unknown", Verdict.WRONG_ANSWER, findings=(Finding(kind="ratio", value=2.0),), staff=StaffDetail(returned=VALUE)),
    case("located", Verdict.WRONG_ANSWER, located=Located(kind="operator", function="f", places=(), checks=2)),
    case("raised", Verdict.RUN_TIME_ERROR, fault=Fault(base="ValueError", type="MyError", message="m"), printed="text"),
    case("missing", Verdict.NOT_IMPLEMENTED, note="missing"),
    case("bonus", Verdict.ACCEPTED, bonus=True),
)


@pytest.mark.parametrize("withheld", [False, True])
@pytest.mark.parametrize("own_inputs", [False, True])
def test_an_extract_says_the_same(school: Served, *, withheld: bool, own_inputs: bool) -> None:
    """Rows in both languages, by the words of today, and what groups are made of."""
    work = school.site.work(COURSE, "doubling")
    assert work is not None
    cases = (*CASES, case("ours", Verdict.GRADER_ERROR, staff=StaffDetail(detail="line\nmore"))) if withheld else CASES
    outline = {each.case: replace(each, verdict=Verdict.SKIPPED, findings=(), title=Text("now")) for each in CASES[:3]}
    grade = replace(
        GRADE.validate_json(NOTHING),
        student="kim",
        name="Kim",
        points=None if withheld else Fraction(2),
        cases=cases,
        notes=(Note(kind="not_available", name="torch"), Note(kind="lacking", file="a.py", text="gone", detail="없음")),
        environment=replace(GRADE.validate_json(NOTHING).environment, numpy="2.0"),
        problem="wrong",
        problem_ko="오류",
    )
    content = GRADE.dump_json(grade)
    extract = extract_of(content)
    member, standing = Member(Submission(student="kim", name="Kim")), Standing(points=grade.points, points_before_late=grade.points)
    known = as_now(grade, outline, work.assignment)
    taken = replace(as_now(grade_of(extract.grade), outline, work.assignment), student="kim", name="Kim")
    for lang in ("en", "ko"):
        assert row_of(member, taken, standing, "", lang) == row_of(member, known, standing, "", lang)
    assert signatures_from(extract.signatures, own_inputs=own_inputs) == signatures_of(content, own_inputs=own_inputs)
    assert b"kim" not in GRADE.dump_json(grade_of(extract.grade))


def test_a_server_that_starts_reads_no_grade_again(school: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Graders keep an extract with each grade; where one is missing it is made once. With a grade it goes."""
    names = {"kim": "wrong", "lee": "wrong", "park": "half", "choi": "right"}
    with school.grading():
        receipts = {name: school.person(name).hand_in(SOURCES[kind]) for name, kind in names.items()}
        for name, receipt in receipts.items():
            school.person(name).report(receipt)
    work = school.site.work(COURSE, "doubling")
    assert work is not None
    before = room_of(school.site, work)
    read: list[str] = []
    fetch = SqlStore.fetch_grade
    monkeypatch.setattr(SqlStore, "fetch_grade", lambda store, key: read.append(key) or fetch(store, key))  # type: ignore[func-returns-value]
    assert room_of(Site(school.site.database), work).lines == before.lines
    assert read == []
    keys = [line.sheet.key for line in before.lines if line.sheet is not None]
    with school.site.database.writing() as db:
        db.exec_driver_sql("UPDATE extracts SET form = 0")
    after = room_of(Site(school.site.database), work)
    assert (after.lines, after.groups.own) == (before.lines, before.groups.own)
    assert set(read) == set(keys)
    assert set(Extracts(school.site.database).grades(keys)) == set(keys)
