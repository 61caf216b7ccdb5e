"""Text that somebody else wrote: whatever it holds, every document that shows it can be written, and shows what is there."""

import csv
import dataclasses
import io
import json
import typing
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

import grader.model
from grader.batch.store import open_store
from grader.grading.reveal import reveal
from grader.model import (
    Adjustment,
    CaseResult,
    Counterexample,
    Entry,
    Environment,
    Evidence,
    Fault,
    Finding,
    Frame,
    Grade,
    Member,
    Mismatch,
    Note,
    StaffDetail,
    Standing,
    Submission,
    Text,
    Verdict,
    shown_line,
    shown_text,
)
from grader.model.codecs import GRADE
from grader.model.shown import keep_shown
from grader.report.class_page import render_class_page
from grader.report.documents import results_line, staff_line
from grader.report.findings_text import finding_text
from grader.report.gradebook import line
from grader.report.rows import row_of
from grader.report.statistics import ClassStatistics
from grader.report.student_page import render_report
from grader.report.terminal import summary

# Any code point at all: half of a pair, controls, what turns the direction, what is not assigned.
ANY = st.text(
    st.characters(codec=None) | st.sampled_from("\ud800\udfff\u202e\u2028\x00\x1b\x9b\r\n\t\ufeff\u3164\U000e0041<&'\"={}")
)
ONE, NONE = Fraction(1), Fraction(0)


def grade_of(text: str) -> Grade:
    """A grade in which everything that a student can make is that text."""
    fault = Fault(base=text, type=text, message=text, frames=(Frame(text, 1, text, text),))
    mismatch = Mismatch(kind="value", output=text, expected=text, actual=text, worst=(Entry((0,), text, text, text, text),))
    evidence = Evidence(call=text, expected=text, actual=text, mismatch=mismatch)
    finding = Finding(kind="only_not_square", function=text, name=text, outputs=(text,), words=(text, text))
    plain = CaseResult(
        case="c", number="c", title=Text("t"), question="f", verdict=Verdict.RUN_TIME_ERROR, points=NONE, max_points=ONE,
        fault=fault, printed=text, function=text, mutated=(text,), given=(text,), findings=(finding,),
        staff=StaffDetail(traceback=text, detail=text),
    )  # fmt: skip
    wrong = dataclasses.replace(
        plain,
        case="d",
        verdict=Verdict.WRONG_ANSWER,
        fault=None,
        evidence=evidence,
        counterexample=Counterexample(call=text, expected=text, actual=text, raised=text),
    )
    notes = tuple(
        Note(kind, text=text, name=text, file=text, detail=text, elsewhere=text)
        for kind in ("undefined_name", "left_out", "magic", "own")
    )
    return Grade(
        assignment="a", student=text, name=text, file=text, digest="", verdict=Verdict.WRONG_ANSWER, points=NONE, max_points=ONE,
        needs_review=True, sandbox="full", cases=(plain, wrong), notes=notes,
        environment=Environment(version="1", python="3", numpy="2", assignment_digest="d"),
        problem=text, problem_ko=text,
    )  # fmt: skip


def documents(text: str) -> Iterator[tuple[str, str]]:
    """Everything that shows a grade."""
    grade = GRADE.validate_json(GRADE.dump_json(grade_of(text)))
    member = Member(Submission(student=text, name=text), section=text)
    adjustment = Adjustment(case=text, points=ONE, reason=text, who=text)
    standing = Standing(points=ONE, points_before_late=NONE, adjustments=(adjustment,))
    revealed, row = reveal(grade), row_of(member, grade, standing, "reports/a.html", "en")
    page = render_report(
        revealed, title=Text("t"), files=[("f.py", text.encode("utf-8", "surrogatepass"))], lang="ko", standing=standing
    )
    yield "report", page
    statistics = ClassStatistics(grade.cases, ONE)
    statistics.add(row)
    yield "class page", render_class_page([row], statistics, title=Text("t"), lang="en", problems=[text], unconfined=True)
    yield "results", results_line(revealed, "en", standing)
    yield "staff", staff_line(grade)
    yield "gradebook", line(row).decode()
    screen = io.StringIO()
    summary(revealed, "en", Console(file=screen, width=100))
    yield "terminal", screen.getvalue()


@pytest.mark.long(seconds=2)
@settings(deadline=None)
@given(ANY)
def test_every_document_can_be_written(text: str) -> None:
    """In UTF-8, as one row, as one line, and with nothing in it that a terminal would obey or a reader would not see."""
    for name, document in documents(text):
        document.encode()
        # Rows of a table end as its format says.
        shown = shown_text(document)
        assert (shown.replace("⟨U+000D⟩\n", "\r\n") if name == "gradebook" else shown) == document, name
        if name in ("results", "staff"):
            assert "\n" not in document
            json.loads(document)
        if name == "gradebook":
            assert len(list(csv.reader(io.StringIO(document, newline="")))) == 1


@given(ANY)
def test_shown_text_is_shown_once(text: str) -> None:
    """Cleaning again changes nothing, and what can be seen stays as it is."""
    for clean in (shown_text, shown_line):
        assert clean(clean(text)) == clean(text)
        clean(text).encode()
    assert "\n" not in shown_line(text)
    assert shown_text("def f(x):\n\treturn x  # 한글, café, 🙂") == "def f(x):\n\treturn x  # 한글, café, 🙂"


def test_a_store_keeps_every_name(tmp_path: Path) -> None:
    """SQLite takes no half of a character."""
    store = open_store(tmp_path / "grades.db")
    members = [Member(Submission(student=f"{odd}s", name=odd), section=odd) for odd in ("\ud800", "\u202e", "a\nb")]
    store.save_members(members)
    store.save_attempts(members)
    assert set(store.fetch_members()) == set(members)
    assert {each for attempts in store.fetch_attempts().values() for each in attempts} == set(members)
    store.close()


def test_every_type_keeps_its_promise() -> None:
    """A dataclass of the model that has a field of shown text cleans it, however the value is made."""
    for kind in vars(grader.model).values():
        if dataclasses.is_dataclass(kind):
            hints = typing.get_type_hints(kind, include_extras=True)
            promised = any("shown_" in repr(hint) for hint in hints.values())
            assert promised == hasattr(kind, "__post_init__"), kind
    assert dataclasses.replace(Submission(student="s"), name="\u202e").name == "⟨U+202E⟩"
    with pytest.raises(AttributeError):
        keep_shown(object.__new__(Submission))


@pytest.mark.parametrize(
    ("words", "lang", "said"),
    [
        (
            (),
            "en",
            "This is a well-known mistake (Tripled): on every input tried, f gives exactly the same results as this mistake.",
        ),
        ((), "ko", "잘 알려진 실수(세 배)입니다."),
        (("g",), "en", "a well-known mistake (Tripled) on top of what is wrong in g:"),
        (("g",), "ko", "g 함수의 실수에 더해진 잘 알려진 실수(세 배)입니다."),
    ],
)
def test_a_known_mistake_by_its_title(words: tuple[str, ...], lang: grader.model.Lang, said: str) -> None:
    """As its author calls it; without a title the sentence is whole as well."""
    named = Finding(kind="known_mistake", function="f", name="tripled", words=words, title=Text("Tripled", "세 배"))
    assert said in finding_text(named, lang)
    plain = finding_text(dataclasses.replace(named, title=None), lang)
    assert "(" not in plain
    assert "None" not in plain
