"""What goes wrong at one submission while a class is read, judged or printed is that one's matter; everybody else is published."""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from grader.batch import intake, render, render_pool
from grader.batch.cache_key import GradedBy
from grader.batch.classfolder import load_place, survey_class
from grader.batch.pool import Event, Pool
from grader.batch.publish import STORE, Edition, publish
from grader.batch.regrade import moves_of
from grader.batch.render import Printer, Sheet
from grader.batch.run import take_in
from grader.batch.store import MemoryStore, open_store
from grader.batch.turns import Task
from grader.cli.class_outcome import withheld
from grader.grading.lateness import Terms
from grader.judge.answer import Answer
from grader.model import Assignment, CaseResult, Standing, Submission, Text, Verdict
from grader.model.codecs import GRADE
from grader.reading.course import load_assignment
from grader.reading.layouts import Place
from grader.report.rows import Row
from tests.classes import SOURCES, Class, MakeClass
from tests.marking import MakeMarker

BAD = "prints"
SOURCE = 'aria-labelledby="source"'  # where a report shows what was handed in


def published_again(made: Class, jobs: int = 1) -> tuple[tuple[Row, ...], Path]:
    """The class of ``made`` graded by the command, and printed in this process, every report anew."""
    made.run("out")
    out = made.root / "out"
    assignment = load_assignment(made.course, "doubling")
    for report in (out / "reports").iterdir():
        report.unlink()
    store = open_store(out / STORE)
    graded_by = GradedBy(assignment, "process", "off")
    try:
        edition = Edition(folder=out, course=made.course, assignment=assignment, graded_by=graded_by, lang="en", jobs=jobs)
        return publish(store, edition), out
    finally:
        store.close()


def assert_only_one_is_plain(rows: tuple[Row, ...], out: Path, *, why: str) -> None:
    (plain,) = [row for row in rows if row.unprinted]
    assert (plain.student, plain.needs_review, plain.points) == (BAD, True, Fraction(2))
    assert why in plain.problem
    assert {path.stem for path in (out / "reports").iterdir()} == set(SOURCES)
    page = (out / "reports" / f"{BAD}.html").read_text(encoding="utf-8")
    assert "This is a plain page" in page
    assert '<p class="figure">2<span class="of"> / 2</span></p>' in page
    assert SOURCE not in page
    assert SOURCE in (out / "reports" / "right.html").read_text(encoding="utf-8")
    staff = {each["student"]: each for each in map(json.loads, (out / "staff.jsonl").read_text(encoding="utf-8").splitlines())}
    assert why in staff[BAD]["unprinted"]
    assert not any("unprinted" in each for student, each in staff.items() if student != BAD)
    assert [(each.student, each.what) for each in withheld(rows)] == [(BAD, "printed in full")]
    assert why in (out / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["render_report", "staff_line"])
def test_what_cannot_be_printed_gets_a_plain_page(make_class: MakeClass, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The points are there, staff reads the traceback, and nobody else notices."""
    real: Callable[..., object] = getattr(render, name)
    failed: list[str] = []

    def fails(*arguments: object, **more: object) -> object:
        grade = next(each for each in arguments if hasattr(each, "student") and hasattr(each, "cases"))
        if grade.student == BAD and not failed:
            failed.append(name)
            raise UnicodeError("what no codec can say")
        return real(*arguments, **more)

    monkeypatch.setattr(render, name, fails)
    rows, out = published_again(make_class())
    assert_only_one_is_plain(rows, out, why="what no codec can say")


def test_a_plain_page_is_tried_again(make_class: MakeClass, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next run of the command makes the full report, once it can."""
    with monkeypatch.context() as patched:
        patched.setattr(render, "staff_line", lambda grade, unprinted="": "{}" if unprinted else 1 / 0)
        made = make_class({BAD: SOURCES[BAD]})
        _, out = published_again(made)
    assert "This is a plain page" in (out / "reports" / f"{BAD}.html").read_text(encoding="utf-8")
    made.run("out")
    assert "This is a plain page" not in (out / "reports" / f"{BAD}.html").read_text(encoding="utf-8")


@pytest.mark.long(seconds=2)
@pytest.mark.parametrize("chunk", [1, 24])
def test_a_report_that_ends_what_prints_it(make_class: MakeClass, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    """However often a press is ended by it, and whatever is printed along with it."""
    real = Printer.print

    def print_or_end(self: Printer, sheet: Sheet) -> render.Printed:
        if sheet.member.student == BAD:
            os._exit(7)
        return real(self, sheet)

    monkeypatch.setattr(render_pool, "FEW_FORKED", 1)
    monkeypatch.setattr(render_pool, "chunk_size", lambda *_: chunk)
    monkeypatch.setattr(render_pool, "can_fork", lambda: True)
    monkeypatch.setattr(render_pool._Presses, "_new", _always_forked)  # noqa: SLF001  # looked at from within
    monkeypatch.setattr(Printer, "print", print_or_end)
    rows, out = published_again(make_class(), jobs=2)
    assert_only_one_is_plain(rows, out, why="the process that prints ended")


def _always_forked(presses: render_pool._Presses) -> render_pool._Press:
    """A started press would not know of the patch above."""
    made = presses._free.pop() if presses._free else render_pool._Press(render_pool._forked(presses._printer))  # noqa: SLF001  # looked at from within
    if made not in presses._running:  # noqa: SLF001  # looked at from within
        presses._running.append(made)  # noqa: SLF001  # looked at from within
    return made


def test_what_cannot_be_read_is_withheld(make_class: MakeClass, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure that no rule names is not the student's; the others are read, and the traceback is kept."""
    made = make_class()
    real = load_place

    def load(place: Place, assignment: Assignment) -> Submission:
        if place.student == BAD:
            raise ZeroDivisionError("nobody thought of that")
        return real(place, assignment)

    monkeypatch.setattr(intake, "load_place", load)
    store = MemoryStore()
    assignment = load_assignment(made.course, "doubling")
    take_in(store, made.folder, survey_class(made.folder, assignment), GradedBy(assignment, "process", "off"))
    members = {member.student: member.submission for member in store.fetch_members()}
    assert set(members) == set(SOURCES)
    assert "ZeroDivisionError: nobody thought of that" in members[BAD].fault.split("\n")[0]
    assert "Traceback" in members[BAD].fault
    assert not any(submission.fault for student, submission in members.items() if student != BAD)


def test_a_fault_of_ours_is_no_verdict(make_course: Callable[..., Path], marker: MakeMarker) -> None:
    """Such a submission is never judged: it would be an empty file."""
    judge = marker(make_course()).judge
    grade = judge.grade(Submission(student="s", fault="it could not be read\nTraceback"))
    assert (grade.verdict, grade.points, grade.needs_review) == (Verdict.GRADER_ERROR, None, True)
    assert "Traceback" in grade.cases[0].staff.detail


class FragileJudge:
    """Fails at one student in a way that is no error of grader's."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment, self.level, self.closed = assignment, "process", False
        nothing, one = Fraction(0), Fraction(1)
        case = CaseResult(
            case="c", number="c", title=Text("t"), question="f", verdict=Verdict.SKIPPED, points=nothing, max_points=one
        )
        self.cases: tuple[CaseResult, ...] = (case,)

    def answer(self, submission: Submission) -> Answer:
        assert not self.closed, "what it was in the middle of is not known"
        if submission.student == "s1":
            raise UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed")
        return Answer(b"{}", Verdict.ACCEPTED, withheld=False)

    def abandon(self) -> None:
        self.closed = True

    def close(self) -> None:
        self.closed = True


def test_what_cannot_be_asked_is_withheld(make_course: Callable[..., Path]) -> None:
    """The judge that it happened to is replaced; every other grade is made."""
    assignment = load_assignment(make_course(), "doubling")
    opened: list[FragileJudge] = []
    kept: dict[str, Answer] = {}
    told: list[Event | None] = []

    def open_judge(_: int) -> FragileJudge:
        opened.append(FragileJudge(assignment))
        return opened[-1]

    tasks = [Task(f"k{number}", Submission(student=f"s{number}")) for number in range(4)]
    Pool(open_judge, 1).run(tasks, lambda each: each, lambda task, answer: kept.update({task.key: answer}), told.append)
    assert {key: answer.withheld for key, answer in kept.items()} == {"k0": False, "k1": True, "k2": False, "k3": False}
    assert len(opened) == 2
    assert all(judge.closed for judge in opened)
    (case,) = GRADE.validate_json(kept["k1"].grade).cases
    assert case.staff.detail.startswith("UnicodeEncodeError")


@pytest.mark.long
def test_the_best_of_several_attempts(make_class: MakeClass) -> None:
    """What was handed in before is remembered, graded by today's suite, and counts where it is better; else the latest does."""
    terms = "title: Doubling\nfiles: [work.py]\nfunctions: [double]\nattempts: {max: 2, count: best}\n"
    made = make_class({"a": SOURCES["half"], "b": SOURCES["wrong"]}, assignment=terms)
    times = made.folder / "submitted.csv"
    times.write_text("student,time,attempt\na,2027-03-14T20:00:00Z,1\nb,2027-03-14T20:00:00Z,1\n")
    made.run("out")
    (made.folder / "a.py").write_text(SOURCES["wrong"])
    (made.folder / "b.py").write_text(SOURCES["right"])
    times.write_text("student,time,attempt\na,2027-03-15T20:00:00Z,2\nb,2027-03-15T20:00:00Z,2\n")
    made.run("out")
    assert rows_of(made) == {"a": ("1", "1"), "b": ("2", "2")}
    report = (made.root / "out" / "reports" / "a.html").read_text(encoding="utf-8")
    assert "Attempt 1 counts: of your 2 attempts that were graded here, no other earned more points." in report
    assert '<span class="k">if</span> x ==' in report

    # One past the last that counts earns nothing, and takes nothing.
    (made.folder / "a.py").write_text(SOURCES["right"])
    times.write_text("student,time,attempt\na,2027-03-16T20:00:00Z,3\nb,2027-03-15T20:00:00Z,2\n")
    made.run("out")
    assert rows_of(made) == {"a": ("1", "1"), "b": ("2", "2")}

    # Another suite: the attempts of before are graded again, from what is kept of them.
    hidden = made.course / "solutions" / "doubling" / "test_hidden.py"
    hidden.write_text(hidden.read_text().replace("[1.0, 2.5]", "[1.0, 1.0, 2.5]"))
    made.run("out")
    assert rows_of(made) == {"a": ("1.33", "1"), "b": ("2", "2")}

    sheet = made.course / "assignments" / "doubling" / "assignment.yaml"
    sheet.write_text(terms.replace("count: best", "count: last"))
    made.run("out")
    assert rows_of(made) == {"a": ("0", "3"), "b": ("2", "2")}


def rows_of(made: Class) -> dict[str, tuple[str, str]]:
    lines = (made.root / "out" / "gradebook.csv").read_text(encoding="utf-8-sig").splitlines()
    head = lines[0].split(",")
    rows = [dict(zip(head, line.split(","), strict=True)) for line in lines[1:]]
    return {row["student"]: (row["points"], row["attempt"]) for row in rows}


def test_points_of_which_nobody_can_say_what_a_deadline_makes(make_class: MakeClass, monkeypatch: pytest.MonkeyPatch) -> None:
    """No points, a plain page, a person looks at it; everybody else has a report."""
    real = render.standing_on

    def fails(terms: Terms, sheet: Sheet, points: Fraction | None, most: Fraction) -> Standing:
        if sheet.member.student == BAD:
            raise OverflowError("date value out of range")
        return real(terms, sheet, points, most)

    monkeypatch.setattr(render, "standing_on", fails)
    rows, out = published_again(make_class())
    (row,) = [row for row in rows if row.unprinted]
    assert (row.student, row.points, row.needs_review) == (BAD, None, True)
    assert "date value out of range" in row.problem
    assert {path.stem for path in (out / "reports").iterdir()} == set(SOURCES)
    assert SOURCE in (out / "reports" / "right.html").read_text(encoding="utf-8")


FAR_OFF = ("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+09:00", "10000-01-01T00:00:00Z")


def test_a_time_that_an_older_version_stored_costs_its_own_record_alone(make_class: MakeClass) -> None:
    """No clock reckons with it: another attempt counts, and what changed of everybody else is still told."""
    terms = "title: Doubling\nfiles: [work.py]\nfunctions: [double]\nattempts: {max: 3, count: best}\n"
    terms += "due: 2027-03-20T20:00:00+09:00\n"
    made = make_class({"a": SOURCES["half"], "b": SOURCES["right"], "c": SOURCES["wrong"]}, assignment=terms)
    (made.course / "course.yaml").write_text("timezone: Asia/Seoul\n")
    times = "".join(f"{each},2027-03-14T20:00:00Z,2\n" for each in "abc")
    (made.folder / "submitted.csv").write_text("student,time,attempt\n" + times)
    made.run("out")
    out, assignment = made.root / "out", load_assignment(made.course, "doubling")
    store = open_store(out / STORE)
    graded_by = GradedBy(assignment, "process", "off")
    edition = Edition(folder=out, course=made.course, assignment=assignment, graded_by=graded_by, lang="en", jobs=1)
    a, b, c = store.fetch_members()
    keys = {member.student: graded_by.key(member.submission) for member in (a, b, c)}
    none, one, two = map(Fraction, range(3))
    # A time that nobody knows is another matter: the attempt counts, and is not late.
    wanted: dict[str, tuple[dict[str, int | None], dict[str, tuple[Fraction, Fraction]]]]
    wanted = {"": ({"a": 2, "b": 2, "c": 0}, {"b": (none, two), "c": (two, none)})}
    wanted |= dict.fromkeys(FAR_OFF, ({"a": 1, "b": None, "c": 0}, {"a": (two, one), "c": (two, none)}))
    try:
        for stored, (points, moved) in wanted.items():
            store.save_attempts([replace(b, submission=replace(b.submission, student="a"), attempt=1, handed_in_at=stored)])
            store.save_members([a, replace(b, handed_in_at=stored), c])
            store.save_published({"a": keys["b"], "b": keys["c"], "c": keys["b"]})
            assert {move.student: (move.before, move.after) for move in moves_of(store, edition)} == moved
            assert {row.student: row.points for row in publish(store, edition)} == points
    finally:
        store.close()
