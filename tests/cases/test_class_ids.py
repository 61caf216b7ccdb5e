"""Ids that stand in one list and not in the other, and results that nobody may leave unsaid: whole commands over small classes."""

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.warm import run_grader

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def batch(inputs: Path, tmp_path: Path) -> Run:
    """``batch(folder, *options, code=0, course=None)``: into ``tmp_path / "out"``."""

    def run(folder: Path, *more: str, code: int = 0, course: Path | None = None) -> subprocess.CompletedProcess[str]:
        command = ["batch", str(folder), "-a", "work", "-o", str(tmp_path / "out")]
        command += ["--course", str(course or inputs / "_course"), "--sandbox", "process", "--feedback", "off", *more]
        done = run_grader(command)
        assert done.returncode == code, done.stderr
        return done

    return run


def gradebook(folder: Path) -> dict[str, dict[str, str]]:
    content = (folder / "gradebook.csv").read_text(encoding="utf-8-sig")
    return {row["student"]: row for row in csv.DictReader(io.StringIO(content, newline=""))}


def head_of(folder: Path) -> str:
    """The class page down to its first figure."""
    page = (folder / "index.html").read_text(encoding="utf-8")
    return page[page.index("<main>") : page.index('id="distribution"')]


@pytest.mark.long
def test_an_id_that_a_spreadsheet_shortened(batch: Run, inputs: Path, tmp_path: Path) -> None:
    """Said first, with the likely partner, on stderr and on the page; the partner is no zero; the file is graded; exit 4."""
    done = batch(inputs / "ids_that_nearly_match/scientific/class", code=4)
    for said in (done.stderr, head_of(tmp_path / "out")):
        assert "1 of 2 submissions matches nobody on the roster" in said
        assert "2021001: the roster has 2.02E+06, and nothing was handed in under that id" in said
        assert "2.02E+06 on the roster is not an id: a spreadsheet shortened a number" in said
    assert done.stdout.startswith("work: 1 of 2 submissions matches nobody on the roster")
    book = gradebook(tmp_path / "out")
    assert (book["2.02E+06"]["verdict"], book["2.02E+06"]["points"], book["2.02E+06"]["needs_review"]) == ("id_unclear", "", "yes")
    assert (book["2021001"]["verdict"], book["2021002"]["name"]) == ("accepted", "B")


@pytest.mark.long
def test_a_file_of_nobody_on_the_roster(batch: Run, inputs: Path, tmp_path: Path) -> None:
    """Said although nobody has an id like it; in Korean on a Korean page."""
    done = batch(inputs / "ids_that_nearly_match/nobody_on_the_roster/class", "--json", "--lang", "ko", code=4)
    document = json.loads(done.stdout)
    assert document["on_no_roster"] == [{"student": "guest", "near": []}]
    assert document["id_unclear"] == []
    assert "guest: nobody on the roster has a similar id" in done.stderr
    assert "제출 2건 중 1건이 명단의 누구와도 맞지 않습니다" in head_of(tmp_path / "out")


def test_a_roster_in_capitals(batch: Run, inputs: Path, tmp_path: Path) -> None:
    """Taken for one, which is said; the roster's id counts, in every document."""
    done = batch(inputs / "names_of_files_in_a_class/roster_in_capitals/class", "--json")
    assert json.loads(done.stdout)["taken_for_one"] == [{"student": "KIM", "file": "kim"}]
    assert "The roster has KIM, the submission kim" in done.stderr
    assert "The roster has KIM, the submission kim" in head_of(tmp_path / "out")
    assert [(row["verdict"], row["name"]) for row in gradebook(tmp_path / "out").values()] == [("accepted", "K")]
    assert (tmp_path / "out" / "reports" / "KIM.html").is_file()


def test_an_extension_for_a_typo(batch: Run, inputs: Path, tmp_path: Path) -> None:
    """Nobody has that id: a warning with the nearest, since without it the student pays for being late."""
    case = inputs / "ids_that_nearly_match/extension_for_a_typo"
    course = tmp_path / "course"
    shutil.copytree(inputs / "_course", course)
    assignment = course / "assignments/work/assignment.yaml"
    due = "due: 2026-10-31T20:00:00-04:00\nlate: {per_day: 10%, until: 7d}\n"
    assignment.write_text(assignment.read_text(encoding="utf-8") + due, encoding="utf-8")
    shutil.copy(case / "extensions.csv", course)
    times = tmp_path / "times.csv"
    times.write_text("student,time\nontime,2026-11-02T10:00:00-05:00\n", encoding="utf-8")
    done = batch(case / "class", "--times", str(times), "--json", course=course)
    (warning,) = json.loads(done.stdout)["warnings"]
    assert warning == "extensions.csv:2: 'ontim' neither handed anything in nor is on the roster; did you mean 'ontime'?"
    assert warning in done.stderr
    assert "did you mean &#39;ontime&#39;?" in head_of(tmp_path / "out")
    assert float(gradebook(tmp_path / "out")["ontime"]["points"]) < 20

    (course / "extensions.csv").write_text("student,slug,due\nOnTime,work,2026-11-05T00:00:00-05:00\n", encoding="utf-8")
    times.write_text("student,time\nontme,2026-11-02T10:00:00-05:00\n", encoding="utf-8")
    assert (
        f"{times}:2: 'ontme' neither handed anything in"
        in batch(case / "class", "--times", str(times), code=2, course=course).stderr
    )
    times.write_text("student,time\nONTIME,2026-11-02T10:00:00-05:00\n", encoding="utf-8")
    done = batch(case / "class", "--times", str(times), course=course)
    assert "times.csv:2: 'ONTIME' is taken for 'ontime'" in done.stderr
    assert "extensions.csv:2: 'OnTime' is taken for 'ontime'" in done.stderr
    assert gradebook(tmp_path / "out")["ontime"]["points"] == "20"


@pytest.mark.long(seconds=2)
def test_tables_tell_their_faults_together(batch: Run, inputs: Path, tmp_path: Path) -> None:
    """A check that is not there, an unknown student and wrong points, all with their lines; so do several tables at once."""
    case = inputs / "ids_that_nearly_match/adjustment_of_a_check_that_is_not_there"
    out = tmp_path / "out"
    out.mkdir()
    adjustments = shutil.copy(case / "adjustments.csv", out)
    said = batch(case / "class", code=2).stderr
    assert f"{adjustments}:2: there is no check 'test_nosuch'; did you mean 'test_mean'?" in said
    assert not (out / "gradebook.csv").exists()
    Path(adjustments).write_text(
        "student,case,points,reason,who\nb,test_meen,1,x,k\nbb,,1,x,k\nb,,1e99999999,x,k\nb,test_mean[1],1,x,k\nb,mean,1,x,k\n",
        encoding="utf-8",
    )
    times = tmp_path / "times.csv"
    times.write_text("student,time\nq,2026-11-02T10:00:00-05:00\nb,soon\n", encoding="utf-8")
    said = batch(case / "class", "--times", str(times), code=2).stderr
    found = [line.removeprefix("grader: ").split(" ", 1)[0] for line in said.splitlines() if ".csv:" in line]
    assert found == [f"{times}:{n}:" for n in (2, 3)] + [f"{adjustments}:{n}:" for n in (2, 3, 4)]
    roster = tmp_path / "roster.csv"
    roster.write_text("student_id,name\nb,B\nb,C\n", encoding="utf-8")
    said = batch(case / "class", "--times", str(times), "--roster", str(roster), code=2).stderr
    assert f"{roster}:3: 'b' stands there twice" in said
    assert f"{times}:3: 'soon' is not a date with a time" in said
    assert f"{adjustments}:4: points '1e99999999' is not a number" in said


@pytest.mark.long
def test_one_student_into_the_results(batch: Run, inputs: Path, tmp_path: Path) -> None:
    """Refused, with who would leave; --only keeps everybody else to the byte; --replace says who falls out."""
    case, out = inputs / "one_student_into_the_results/one_of_three", tmp_path / "out"
    batch(case / "class")

    def documents() -> dict[str, bytes]:
        paths = [out / "gradebook.csv", out / "results.jsonl", *(out / "reports").iterdir()]
        return {path.name: path.read_bytes() for path in paths}

    before = documents()
    said = batch(case / "one", code=2).stderr
    assert "2 students of the class (b, c)" in said
    assert "--only STUDENT" in said
    assert "--replace" in said
    assert documents() == before

    own = tmp_path / "own"
    own.mkdir()
    (own / "a.py").write_text("def mean(x):\n    return 0\n", encoding="utf-8")
    batch(own, "--only", "a", "--private-names", code=0)
    batch(own, "--only", "A")
    assert gradebook(out)["a"]["verdict"] == "not_implemented"
    batch(case / "class")
    batch(own, "--only", "a")
    after = documents()
    assert {name for name in before if before[name] != after[name]} == {"gradebook.csv", "results.jsonl", "a.html"}
    assert list(gradebook(out)) == ["a", "b", "c"]
    assert "--only 'bb': nothing in" in batch(own, "--only", "bb", code=2).stderr
    batch(own, "--only", "a", "--replace", code=2)

    done = batch(case / "one", "--replace", "--json", "-q")
    assert json.loads(done.stdout)["fell_out"] == ["b", "c"]
    assert list(gradebook(out)) == ["a"]


@pytest.mark.long(seconds=2)
def test_only_refuses_to_mix_measures(batch: Run, inputs: Path, tmp_path: Path) -> None:
    """After a change of the suite some new grades beside old ones would be unjust: refused, nobody graded, nothing changed."""
    case, course = inputs / "one_student_into_the_results/one_of_three", tmp_path / "course"
    shutil.copytree(inputs / "_course", course)
    batch(case / "class", course=course)
    hidden = course / "solutions/work/test_hidden.py"
    hidden.write_text(hidden.read_text(encoding="utf-8") + "\nMORE = 1\n", encoding="utf-8")
    before = (tmp_path / "out" / "gradebook.csv").read_bytes()
    said = batch(case / "class", "--only", "a", code=2, course=course).stderr
    assert "--only would keep 2 students of the class (b, c), who have no grade by the assignment" in said
    assert (tmp_path / "out" / "gradebook.csv").read_bytes() == before


@pytest.mark.long(seconds=2)
def test_a_file_that_was_renamed_has_not_left(batch: Run, inputs: Path, tmp_path: Path) -> None:
    """A corrected name or roster needs no further word; a withdrawn file does, though its student is on the roster."""
    source = (inputs / "one_student_into_the_results/one_of_three/class/a.py").read_text(encoding="utf-8")
    folder, out = tmp_path / "class", tmp_path / "out"
    folder.mkdir()
    (folder / "roster.csv").write_text("student_id,name\nkim01,K\nlee02,L\n", encoding="utf-8")
    (folder / "kim_01.py").write_text(source, encoding="utf-8")
    (folder / "lee02.py").write_text(source + "# lee\n", encoding="utf-8")
    batch(folder, code=4)
    assert gradebook(out)["kim01"]["verdict"] == "id_unclear"
    (folder / "kim_01.py").rename(folder / "kim01.py")
    done = batch(folder)
    assert "kim_01 now has the id kim01" in done.stderr
    assert [row["verdict"] for row in gradebook(out).values()] == ["accepted", "accepted"]
    (folder / "lee02.py").unlink()
    assert "1 student of the class (lee02)" in batch(folder, code=2).stderr
    assert "1 student is dropped from the results: lee02" in batch(folder, "--replace").stderr
    assert gradebook(out)["lee02"]["verdict"] == "nothing_handed_in"
