"""A bundle in a harness folder as the platform makes it: installed and run without a network; a withheld grade is never a zero."""

import json
import os
import subprocess
import sys
import zipfile
from datetime import datetime
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.batch.bundle import gradescope, prairielearn
from grader.batch.bundle.harness import HandedIn, Line, Outcome, less_for_lateness
from grader.cli.main import cli
from grader.errors import UsageError
from grader.reading.course import load_assignment
from tests.classes import MakeCourse

RIGHT = "def double(x):\n    return 2 * x\n"
WRONG = "def double(x):\n    return 3 * x\n"
WITHHELD = Outcome(points=None, max_points=Fraction(2), said="not your fault")
PART = Outcome(
    points=Fraction(1, 3),
    max_points=Fraction(2),
    said="1 of 2",
    lines=(
        Line(name="f", points=Fraction(1, 3), max_points=Fraction(1), passed=False, text="<b>"),
        Line(name="g", points=Fraction(0), max_points=Fraction(1), passed=False, text=""),
    ),
)


def numbers_in(document: object) -> list[float]:
    """Whatever could be read as a score."""
    if isinstance(document, dict):
        own = [value for key, value in document.items() if key in ("score", "points") and isinstance(value, int | float)]
        return own + [each for value in document.values() for each in numbers_in(value)]
    return [each for value in document for each in numbers_in(value)] if isinstance(document, list) else []


def test_withheld_is_never_a_zero() -> None:
    assert numbers_in(gradescope.document_of(WITHHELD, 1.0)) == []
    document = prairielearn.document_of(WITHHELD)
    assert document["gradable"] is False
    assert document["format_errors"] == ["not your fault"]


def test_points_stand_everywhere_and_add_up() -> None:
    document = gradescope.document_of(PART, 1.0)
    assert document["score"] == pytest.approx(sum(test["score"] for test in document["tests"]))
    assert all(test["visibility"] == "visible" for test in document["tests"])
    document = prairielearn.document_of(PART)
    assert document["score"] == pytest.approx(1 / 6)
    assert all({"points", "max_points"} <= set(test) for test in document["tests"])


METADATA = {
    "created_at": "2027-03-15T10:00:00.000000-07:00",
    "assignment": {"due_date": "2027-03-13T23:59:00.000000-07:00"},
    "users": [{"sid": "7", "assignment": {"due_date": "2027-03-14T23:59:00.000000-07:00"}}, {"email": "a@x", "assignment": None}],
}
LATE = "title: T\nfiles: [work.py]\nfunctions: [double]\ndue: 2027-01-01T00:00:00+00:00\nlate: {per_day: 25%, until: 3d}\n"


def test_what_gradescope_says_of_a_hand_in(tmp_path: Path) -> None:
    """A student's own date is their extension; what is no metadata says nothing."""
    file = tmp_path / "submission_metadata.json"
    file.write_text(json.dumps(METADATA))
    told = gradescope.handed_in(file)
    assert told.student == "7+a@x"
    assert (str(told.at), str(told.due)) == ("2027-03-15 10:00:00-07:00", "2027-03-14 23:59:00-07:00")
    for text in ("", "[]", "{}", '{"users": [3], "assignment": "x", "created_at": 5}'):
        file.write_text(text)
        assert gradescope.handed_in(file).at is None


def test_late_work_costs_what_the_assignment_says(make_course: MakeCourse, tmp_path: Path) -> None:
    """By the platform's dates, as a line of its own; without --late ours nothing."""
    made = Outcome(points=Fraction(2), max_points=Fraction(2), said="all")
    late = less_for_lateness(
        made,
        load_assignment(make_course(assignment=LATE), "doubling"),
        HandedIn(at=datetime.fromisoformat("2027-03-15T10:00:00-07:00"), due=datetime.fromisoformat("2027-03-14T23:59:00-07:00")),
    )
    assert (late.points, [(line.name, line.points) for line in late.lines]) == (Fraction(3, 2), [("Late work", Fraction(-1, 2))])
    assert "Rounded up, that is 1 day late, and costs 0.5 points" in late.said
    assert "extended" not in late.said
    result = CliRunner().invoke(
        cli, ["bundle", "prairielearn", "doubling", "-o", "x.zip", "--course", str(tmp_path / "course"), "--late", "ours"]
    )
    assert isinstance(result.exception, UsageError)


def bundled(course: Path, platform: str, folder: Path) -> Path:
    """The bundle, unpacked with its permissions as the platform would."""
    path = folder.parent / "bundle.zip"
    result = CliRunner().invoke(cli, ["bundle", platform, "doubling", "-o", str(path), "--course", str(course)])
    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(path) as archive:
        assert not any("samples" in name for name in archive.namelist())
        for info in archive.infolist():
            archive.extract(info, folder)
            (folder / info.filename).chmod(info.external_attr >> 16 & 0o777)
    return folder


@pytest.mark.long(seconds=120)
@pytest.mark.exhaustive
def test_gradescope_without_a_network(make_course: MakeCourse, tmp_path: Path) -> None:
    """setup.sh installs from the bundle alone; run_autograder grades what lies in submission/."""
    root = tmp_path / "autograder"
    bundled(make_course(), "gradescope", root / "source")
    (root / "submission").mkdir()
    (root / "submission_metadata.json").write_text("{}")
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "GRADER_VENV": str(tmp_path / "venv"),
        "PIP_INDEX_URL": "http://127.0.0.1:9/",
        "HOME": str(tmp_path),
    }
    done = subprocess.run(
        [str(root / "source/setup.sh")], capture_output=True, text=True, timeout=600, check=False, env=environment, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    for source, score, passed in ((RIGHT, 2.0, "passed"), (WRONG, 0.0, "failed")):
        (root / "submission/work.py").write_text(source)
        done = subprocess.run(
            [str(root / "source/run_autograder"), str(root)],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            env=environment,
            cwd=tmp_path,
        )
        assert done.returncode == 0, done.stderr
        document = json.loads((root / "results/results.json").read_text(encoding="utf-8"))
        assert document["score"] == score
        assert [test["status"] for test in document["tests"]] == [passed]
    assert "double" in document["tests"][0]["output"]


@pytest.mark.long(seconds=60)
def test_prairielearn(make_course: MakeCourse, tmp_path: Path) -> None:
    """A question's folder; what cannot be read costs no attempt."""
    question = bundled(make_course(), "prairielearn", tmp_path / "question")
    info = json.loads((question / "info.json").read_text())
    assert (info["gradingMethod"], info["externalGradingOptions"]["enabled"]) == ("External", True)
    assert "pl-external-grader-results" in (question / "question.html").read_text()
    root = tmp_path / "grade"
    (root / "student").mkdir(parents=True)
    (question / "tests").rename(root / "tests")
    for source, gradable, score in ((RIGHT, True, 1.0), (WRONG, True, 0.0), ("def double(x:\n", False, 0)):
        (root / "student/work.py").write_text(source)
        assert prairielearn.main(root) == 0
        document = json.loads((root / "results/results.json").read_text(encoding="utf-8"))
        assert (document["gradable"], document["score"]) == (gradable, score)
