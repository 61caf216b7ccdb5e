"""Questions that people mark: their maximum counts, their points join, and what is not marked is never a zero."""

import csv
import io
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from grader.batch.marks import load_marks
from grader.batch.platforms.results import load_results
from grader.errors import AssignmentError
from grader.model import ManualQuestion, RubricItem, Text
from grader.reading.course import load_assignment
from grader.reading.digest import digests_of
from tests.classes import ASSIGNMENT, MakeClass, MakeCourse

MANUAL = """manual:
  discussion:
    points: 3
    title: {en: The discussion, ko: 토론}
    items: [{name: idea, points: 2, text: {en: The idea is right, ko: 발상이 맞음}}, {name: words, points: 1}]
  extra: {points: 1, bonus: true}
"""
QUESTIONS = (
    ManualQuestion(
        name="discussion",
        points=Fraction(3),
        title=Text("The discussion"),
        items=(RubricItem(name="idea", points=Fraction(2), text=Text("The idea")),),
    ),
)
HEAD = "student,question,item,points,comment,who,when,file,line\n"


def test_a_class_that_is_marked(make_class: MakeClass) -> None:
    """First nobody is marked, then one is: gradebook, results and report say so, and the suite is not run again."""
    made = make_class(
        {"kim": "def double(x):\n    return 2 * x\n", "lee": "def double(x):\n    return 3 * x\n"}, assignment=ASSIGNMENT + MANUAL
    )
    made.run("out", "-q")
    out = made.root / "out"
    book = list(csv.DictReader(io.StringIO((out / "gradebook.csv").read_text(encoding="utf-8-sig"), newline="")))
    most = Fraction(book[0]["max_points"])
    full = Fraction(book[0]["points"])
    assert most == full + 3
    assert [row["not_marked"] for row in book] == ["discussion", "discussion"]
    page = (out / "reports/kim.html").read_text(encoding="utf-8")
    assert "Not marked yet, and not in the points above: The discussion (3 points)." in page
    assert [each.points for each in load_results(out)] == [None, None]
    (out / "marks.csv").write_text(
        HEAD + "kim,discussion,idea,,<b>well,Dr. O,2027-03-20,,\nkim,discussion,words,0.5,,Dr. O,,,\n"
        "kim,extra,,1,,Dr. O,,,\nkim,,,,see here,Dr. O,,work.py,2\n"
    )
    done = made.run("out")
    assert "graded again" not in done.stderr
    (kim, lee) = csv.DictReader(io.StringIO((out / "gradebook.csv").read_text(encoding="utf-8-sig"), newline=""))
    assert Fraction(kim["points"]) == full + Fraction("3.5")
    assert (kim["not_marked"], kim["discussion"], kim["extra"], lee["not_marked"]) == ("", "2.5", "1", "discussion")
    page = (out / "reports/kim.html").read_text(encoding="utf-8")
    for text in ("The idea is right", "&lt;b&gt;well", "marked by Dr. O", "see here", 'href="#L2"', "(bonus)"):
        assert text in page
    documents = {each["student"]: each for each in map(json.loads, (out / "results.jsonl").read_text().splitlines())}
    assert documents["kim"]["manual"][0]["points"] == 2.5
    assert documents["kim"]["comments"] == [{"file": "work.py", "line": 2, "comment": "see here", "who": "Dr. O", "when": ""}]
    assert documents["lee"]["manual"][0]["points"] is None
    assert [each.points is None for each in load_results(out)] == [False, True]

    # Who moves is shown out of the whole, of which people mark a part.
    (made.course / "solutions" / "doubling" / "work.py").write_text("def double(x):\n    return 3 * x\n")
    lines = made.grader("regrade", str(out), "--sandbox", "process").stdout.splitlines()
    assert f"{float(full + Fraction('3.5')):g}/{most} → 3.5/{most}" in next(line for line in lines if line.startswith("kim"))


def test_what_is_wrong_with_marks_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text(
        HEAD + "a,discusion,,1,,,,,\na,discussion,ideas,,,,,,\na,discussion,,4,,,,,\na,discussion,,x,,,,,\na,,,1,,,,,\n"
        "a,,,,hello,,,,\nb,discussion,,1,,,,,\nb,discussion,,2,,,,,\nb,,,,c,,,w.py,x\n"
        "c,discussion,idea,2.5,,,,,\n"
    )
    told = dict(load_marks(path, QUESTIONS).faults)
    assert "did you mean 'discussion'" in told[2]
    assert "did you mean 'idea'" in told[3]
    assert "at most 3" in told[4]
    assert "is not a number" in told[5]
    assert "points without a question" in told[6]
    assert "neither a question nor a comment" in told[7]
    assert "marked already in line 8" in told[9]
    assert "not the number of a line" in told[10]
    assert "5/2 points for 'idea', which is worth 2" in told[11]


def test_a_key_that_is_not_used_changes_no_digest(make_course: MakeCourse) -> None:
    """Marks are no points of the suite: neither their absence nor their change has a class graded again."""
    course = make_course(assignment=ASSIGNMENT + MANUAL)
    with_them = load_assignment(course, "doubling")
    assert with_them.manual[0].item("words") is not None
    assert digests_of(replace(with_them, manual=())).points == with_them.digest


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("manual: {double: {points: 3}}\n", "is a function already"),
        ("manual: {a: {points: 3, items: [{name: x, points: 4}]}}\n", "worth more than its whole question"),
        ("manual: {a: {points: 3, items: [{name: x, points: 1}, {name: x, points: 1}]}}\n", "x"),
        ("manual: {a: {point: 3}}\n", "points"),
    ],
)
def test_what_yaml_may_not_say(make_course: MakeCourse, text: str, message: str) -> None:
    with pytest.raises(AssignmentError, match=message):
        load_assignment(make_course(assignment=ASSIGNMENT + text), "doubling")
