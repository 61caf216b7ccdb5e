"""A class from folder to published documents: what is graded, what is joined, what is done only once."""

import csv
import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.classes import SOURCES, MakeClass, published

DEADLINE = (
    "title: Doubling\nfiles: [work.py]\nfunctions: [double]\ndue: 2027-03-14T23:59:00+09:00\n"
    "late: {grace: 10min, per_day: 10%, until: 7d}\nattempts: {max: 2}\n"
)


def graded(run_stdout: str) -> list[str]:
    """The students of a run's events that were really graded."""
    events = [json.loads(line) for line in run_stdout.splitlines() if line.startswith("{")]
    return [event["student"] for event in events if event["event"] == "graded"]


def results(folder: Path) -> dict[str, dict[str, Any]]:
    return {each["student"]: each for each in map(json.loads, (folder / "results.jsonl").read_text(encoding="utf-8").splitlines())}


def gradebook(folder: Path) -> dict[str, dict[str, str]]:
    content = (folder / "gradebook.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf"), "Excel reads UTF-8 by its mark"
    return {row["student"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))}


@pytest.mark.long
def test_nothing_is_done_twice(make_class: MakeClass) -> None:
    """Running again grades nobody; a new file costs itself; a hint costs nobody; who is gone is out of the results."""
    made = make_class(SOURCES)
    out = made.root / "out"
    assert set(graded(made.run("out", "-j", "2", "--events", "ndjson").stdout)) == set(SOURCES)
    first = published(out)

    assert graded(made.run("out", "--events", "ndjson").stdout) == []
    assert published(out) == first

    (made.folder / "new.py").write_text("def double(x):\n    return x * 2.0\n")
    (made.folder / "sums.py").unlink()
    assert graded(made.run("out", "--replace", "--events", "ndjson").stdout) == ["new"]
    assert set(results(out)) == set(SOURCES) - {"sums"} | {"new"}
    assert not (out / "reports" / "sums.html").exists()

    hidden = made.course / "solutions" / "doubling" / "test_hidden.py"
    hidden.write_text(
        hidden.read_text().replace("points(2)", 'points(2, hint="Think of two.")').replace("doubles.", "gives twice.")
    )
    assert graded(made.run("out", "--events", "ndjson").stdout) == []
    report = (out / "reports" / "wrong.html").read_text()
    assert "Think of two." in report
    assert "double() gives twice." in report

    (made.folder / "sums.py").write_text(SOURCES["sums"])
    assert graded(made.run("out", "--events", "ndjson").stdout) == [], "its grade was kept"
    assert "sums" in results(out)

    hidden.write_text(hidden.read_text().replace("[1.0, 2.5]", "[1.0, 2.5, 4.0]"))
    assert set(graded(made.run("out", "--events", "ndjson").stdout)) == {*SOURCES, "new"}


def test_stdout_belongs_to_the_events(make_class: MakeClass) -> None:
    """A program reads a document a line and nothing else; what people are told goes to stderr."""
    made = make_class({"right": SOURCES["right"], "wrong": SOURCES["wrong"]})
    done = made.run("out", "--events", "ndjson")
    kinds = [json.loads(line)["event"] for line in done.stdout.splitlines()]
    assert (kinds[0], kinds[-1], sorted(kinds[1:-1])) == ("start", "end", ["begun", "begun", "graded", "graded"])
    assert "2 submissions" in done.stderr
    hidden = made.course / "solutions" / "doubling" / "test_hidden.py"
    hidden.write_text(hidden.read_text().replace("points(2)", "points(4)"))
    out = str(made.root / "out")
    again = made.grader("regrade", out, "--sandbox", "process", "--events", "ndjson")
    assert [json.loads(line)["event"] for line in again.stdout.splitlines()][-1] == "end"
    assert "regrade.html" in again.stderr


@pytest.mark.long(seconds=2)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full, a disk without room")
def test_events_that_nobody_takes_stop_nothing(make_class: MakeClass) -> None:
    """A full disk, a reader that has gone: one warning, and the class is graded."""
    made = make_class({"right": SOURCES["right"]})
    done = made.run("full", "--events", "ndjson:/dev/full")
    assert done.stderr.count("events cannot be written") == 1
    with subprocess.Popen(
        made.arguments("gone", "--events", "ndjson"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read()
    assert process.returncode == 0, said
    assert said.count("events cannot be written") == 1
    assert published(made.root / "full") == published(made.root / "gone")


def test_equal_submissions_are_graded_once(make_class: MakeClass) -> None:
    """A class of stubs costs one grade; each gets its own name and report; with a seed per student each is graded."""
    made = make_class({f"s{number}": SOURCES["stub"] for number in range(5)})
    assert graded(made.run("out", "--events", "ndjson").stdout) == ["s0"]
    assert sorted(results(made.root / "out")) == [f"s{number}" for number in range(5)]
    grading = made.course / "solutions" / "doubling" / "grading.yaml"
    grading.write_text("seed: {secret: '0123456789abcdef0123', per: student}\n")
    assert len(graded(made.run("out", "--events", "ndjson").stdout)) == 5


def test_people_have_their_say(make_class: MakeClass) -> None:
    """Roster, times, extensions and adjustments: exact, as lines of their own, and without grading anybody again."""
    made = make_class({name: SOURCES["right"] + f"# {name}\n" for name in ("a", "b", "c", "d", "e", "f")}, assignment=DEADLINE)
    (made.folder / "roster.csv").write_bytes(
        "student_id,name,email,section\na,김민수,a@x,1\nz,=cmd|' /C calc'!A0,z@x,2\nb,\nc,\nd,\ne,\nf,\n".encode("cp949")
    )
    (made.folder / "submitted.csv").write_text(
        "student,time,attempt\na,2027-03-15T00:09:00+09:00,1\nb,2027-03-15T00:09:01+09:00,1\nc,2027-03-16T15:00:00Z,2\n"
        "d,2027-03-30T00:00:00+09:00,1\ne,2027-03-14T12:00:00+09:00,3\n"
    )
    (made.course / "extensions.csv").write_text("student,slug,due\nc,doubling,2027-03-20T23:59:00+09:00\nnobody,other,2027-01-01\n")
    out = made.root / "out"
    out.mkdir()
    (out / "adjustments.csv").write_text("student,case,points,reason,who\na,,0.5,<b>careful</b> plots,Kim\nz,,1/3,was ill,Kim\n")
    made.run("out")
    found = results(out)
    assert {student: each["points"] for student, each in found.items()} == {"a": 2.5, "b": 1.8, "c": 2, "d": 0, "e": 0, "f": 2}
    assert {each["points_before_late"] for each in found.values()} == {2}
    assert found["a"]["late"] is None
    assert found["b"]["late"] == {"known": True, "units": 1, "unit": "day", "penalty": 0.2, "accepted": True}
    assert (found["c"]["late"], found["c"]["attempt"]) == (None, 2)
    assert found["d"]["late"]["accepted"] is False
    assert found["f"]["late"] == {"known": False}
    assert (found["a"]["name"], found["a"]["adjustments"][0]["who"]) == ("김민수", "Kim")
    book = gradebook(out)
    assert (book["z"]["verdict"], book["z"]["points"], book["z"]["section"]) == ("nothing_handed_in", "0.33", "2")
    assert book["z"]["name"] == "'=cmd|' /C calc'!A0"
    report = (out / "reports" / "a.html").read_text()
    assert "&lt;b&gt;careful&lt;/b&gt; plots" in report
    assert "김민수" in report
    assert "attempt 3; only the first 2 count" in (out / "reports" / "e.html").read_text()
    # What only staff can mend is told to staff.
    assert book["f"]["late"] == "unknown"
    assert "not known" not in (out / "reports" / "f.html").read_text()

    (out / "adjustments.csv").write_text("student,case,points,reason,who\nq,,1,,\n")
    assert "'q' neither handed anything in" in made.run("out", code=2).stderr


@pytest.mark.long
def test_regrade_shows_before_it_publishes(make_class: MakeClass, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed reference: who moves, on which case and why; published on --yes; the old grades are kept."""
    made = make_class({kind: SOURCES[kind] for kind in ("right", "wrong", "stub")})
    made.run("out")
    out = made.root / "out"
    before = published(out)
    (out / "adjustments.csv").write_text("student,case,points,reason,who\nwrong,,0.25,asked,Kim\n")
    (made.course / "solutions" / "doubling" / "work.py").write_text("def double(x):\n    return 3 * x\n")
    shown = json.loads(made.grader("regrade", str(out), "--sandbox", "process", "--json").stdout)
    assert (shown["schema"], shown["published"], shown["moved"]) == ("grader/regrade/1", False, 2)
    moves = {move["student"]: (move["before"], move["after"]) for move in shown["moves"]}
    assert moves == {"right": (2, 0), "wrong": (0.25, 2.25)}
    case = shown["moves"][0]["cases"][0]
    assert (case["case"], case["before"]["verdict"], case["after"]["verdict"]) == ("test_doubles[1.0]", "accepted", "wrong_answer")
    assert case["after"]["message"]
    assert published(out) == before
    assert "test_doubles[1.0]" in (out / "regrade.html").read_text()

    monkeypatch.setenv("COLUMNS", "44")
    lines = made.grader("regrade", str(out), "--sandbox", "process").stdout.splitlines()
    assert [line.split("  ")[:2] for line in lines if "→" in line] == [["right", "2/2 → 0/2"], ["wrong", "0.25/2 → 2.25/2"]]
    monkeypatch.delenv("COLUMNS")

    text = made.grader("regrade", str(out), "--sandbox", "process", "--yes").stdout
    assert "The points of 2 of 3 students have changed: 1 up, 1 down" in text
    assert {student: each["points"] for student, each in results(out).items()} == {"right": 0, "wrong": 2.25, "stub": 0}
    assert "Nobody's points change" in made.grader("regrade", str(out), "--sandbox", "process").stdout

    # The old grades are there still: going back grades nobody.
    (made.course / "solutions" / "doubling" / "work.py").write_text("def double(x):\n    return 2 * x\n")
    (out / "adjustments.csv").unlink()
    assert graded(made.run("out", "--events", "ndjson").stdout) == []
    assert published(out) == before


def test_hostile_names_are_data(make_class: MakeClass) -> None:
    """Names that are markup, formulas, paths or reordered text stay text in every document."""
    bidi = "\u202egnp"
    names = ("<script>alert(1)</script>", "=1+1", "..", "a" + bidi, "한글")
    made = make_class({})
    for number, name in enumerate(names):
        folder = made.folder / (name.replace("/", "|") if name != ".." else "..x")
        folder.mkdir()
        (folder / "work.py").write_text(SOURCES["right"] + f"# {number}\n")
    (made.folder / "<img src=x>.txt").write_text("")
    made.run("out")
    out = made.root / "out"
    page = (out / "index.html").read_text()
    assert page.count("<script") == 1, "the page's own, and nobody else's"
    assert "<img" not in page
    assert bidi not in page
    assert "&lt;img src=x&gt;.txt" in page
    assert "'=1+1" in gradebook(out)
    inside = {path.relative_to(out).as_posix() for path in out.rglob("*.html")}
    assert len(inside) == 1 + len(results(out))
    assert all(path.is_relative_to(out.resolve()) for path in (each.resolve() for each in out.rglob("*")))
    assert "reports/한글.html" in inside


@pytest.mark.long(seconds=2)
def test_private_names(make_class: MakeClass) -> None:
    """Reports go by names that nobody can guess, the same ones on the next run; a table says whose; no old name stays."""
    made = make_class({"kim": SOURCES["right"]})
    made.run("out")
    made.run("out", "--private-names")
    out = made.root / "out"
    (name,) = [path.name for path in (out / "reports").iterdir()]
    assert "kim" not in name
    assert len(name) == 32 + len(".html")
    assert f"kim,,{name}" in (out / "private-names.csv").read_text(encoding="utf-8-sig")
    assert f"reports/{name}" in (out / "index.html").read_text()
    made.run("out", "--private-names")
    assert [path.name for path in (out / "reports").iterdir()] == [name]
    made.run("out")
    assert [path.name for path in (out / "reports").iterdir()] == ["kim.html"]
    assert not (out / "private-names.csv").exists()


def test_killing_the_warm_parent_gains_nothing(make_class: MakeClass) -> None:
    """A student who shoots at the process that made theirs is a crash of their own, and nobody else's trouble."""
    shot = "import os, signal\n{}def double(x):\n    {}\n    return 0 * x\n"
    sources = {
        "a_call": shot.format("", "os.kill(os.getppid(), signal.SIGKILL)"),
        "b_load": shot.format("os.kill(os.getppid(), signal.SIGKILL)\n", "pass"),
        "c_group": shot.format("", "os.kill(0, signal.SIGKILL)"),
        "d_all": shot.format("", "os.kill(-1, signal.SIGKILL)"),
        "right": SOURCES["right"],
    }
    made = make_class(sources)
    made.run("out", "-j", "1")
    found = results(made.root / "out")
    assert found["right"]["verdict"] == "accepted"
    # What answers before it dies is judged like any answer; so they answer wrongly, and either way earn nothing.
    assert {found[student]["points"] for student in sources if student != "right"} == {0}


@pytest.mark.long(seconds=2)
def test_a_mistakes_hint_is_todays(make_class: MakeClass) -> None:
    """A new hint for a known mistake is in the report of who was graded before, without grading anybody; problems speak Korean."""
    made = make_class({kind: SOURCES[kind] for kind in ("wrong", "broken")}, grading="mistakes: {triples: {hint: The old hint.}}\n")
    mistakes = made.course / "solutions" / "doubling" / "mistakes"
    mistakes.mkdir()
    (mistakes / "triples.py").write_text(SOURCES["wrong"])
    (made.folder / "empty.py").write_text("")
    full = ("--feedback", "full", "--events", "ndjson", "--lang", "ko")
    assert len(graded(made.run("out", *full).stdout)) == 3
    report = made.root / "out" / "reports" / "wrong.html"
    assert "The old hint." in report.read_text()
    (made.course / "solutions" / "doubling" / "grading.yaml").write_text("mistakes: {triples: {hint: The new hint.}}\n")
    assert graded(made.run("out", *full).stdout) == []
    assert "The new hint." in report.read_text()
    assert "The old hint." not in report.read_text()
    assert "비어 있습니다" in (made.root / "out" / "index.html").read_text()
