"""Who works together: one hand-in counts for all of a group, whoever's or whose name it bears."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.batch.classfolder import Survey
from grader.batch.groups import shared
from grader.batch.tables import load_groups
from grader.cli.main import cli
from grader.reading.layouts import Place

GROUPS = {"kim": "red", "lee": "red", "han": "blue", "yun": "blue"}


def survey(*places: Place) -> Survey:
    return Survey(tuple(places), ())


def told(found: Survey) -> list[tuple[str, str, str]]:
    return [(place.student, place.group, place.superseded[0] if place.superseded else "") for place in found.places]


def place(student: str, at: str = "", name: str = "", what: str = "") -> Place:
    return Place(student=student, at=at, name=name, superseded=(what or student,))


def test_one_file_is_everybodys() -> None:
    """A member's as in Canvas, the group's own by its id or its name as in Moodle; a stranger to groups stays alone."""
    found, said = shared(survey(place("lee"), place("7001", name="Blue"), place("solo")), GROUPS)
    assert told(found) == [
        ("han", "blue", "7001"),
        ("kim", "red", "lee"),
        ("lee", "red", "lee"),
        ("solo", "", "solo"),
        ("yun", "blue", "7001"),
    ]
    assert said == ()
    assert [each.name for each in found.places] == ["", "", "", "", ""]


def test_of_several_the_latest_counts_for_the_others() -> None:
    early, late = "2027-03-01T10:00:00+09:00", "2027-03-01T02:00:00+00:00"
    three = {"kim": "red", "lee": "red", "han": "red"}
    found, said = shared(survey(place("kim", early), place("lee", late)), three)
    assert told(found) == [("han", "red", "lee"), ("kim", "red", "kim"), ("lee", "red", "lee")]
    assert said == ("the group red handed in 2 times; the latest, lee's, is the group's",)


def test_without_times_nobody_is_given_what_may_be_old() -> None:
    three = {"kim": "red", "lee": "red", "han": "red"}
    found, said = shared(survey(place("kim"), place("lee")), three)
    assert told(found) == [("kim", "red", "kim"), ("lee", "red", "lee")]
    assert "nobody knows which was last" in said[0]


def test_a_roster_may_say_it(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("student_id,name,email,group\nkim,K,,red\nlee,L,,\n", encoding="utf-8")
    assert load_groups(None, roster) == {"kim": "red"}
    roster.write_text("student_id,name,email\nkim,K,\n", encoding="utf-8")
    assert load_groups(None, roster) == {}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of one group and one alone, graded."""
    folder = tmp_path_factory.mktemp("groups")
    runner = CliRunner()
    assert runner.invoke(cli, ["new", "my_first", "--course", str(folder)]).exit_code == 0
    hand_ins = folder / "in"
    hand_ins.mkdir()
    right = (folder / "solutions" / "my_first").glob("*.py")
    source = next(path for path in right if path.stem not in ("test_hidden", "inputs")).read_bytes()
    (hand_ins / "red.py").write_bytes(source)
    (hand_ins / "solo.py").write_bytes(b"# nothing\n")
    (hand_ins / "groups.csv").write_text("student,group\nkim,red\nlee,red\n", encoding="utf-8")
    arguments = ["batch", str(hand_ins), "-a", "my_first", "--course", str(folder), "--sandbox", "process", "-q"]
    result = runner.invoke(cli, [*arguments, "-j", "1", "--feedback", "off", "-o", str(folder / "out")])
    assert result.exit_code == 0, result.output
    preview = runner.invoke(cli, [*arguments, "--dry-run", "--json"])
    assert {each["student"]: each["group"] for each in json.loads(preview.output)["submissions"]} == {
        "kim": "red",
        "lee": "red",
        "solo": "",
    }
    return folder / "out"


def test_each_member_has_a_row_and_a_report(results: Path) -> None:
    book = list(csv.DictReader(io.StringIO((results / "gradebook.csv").read_text(encoding="utf-8-sig"), newline="")))
    assert [(row["student"], row["group"], row["points"] == row["max_points"]) for row in book] == [
        ("kim", "red", True),
        ("lee", "red", True),
        ("solo", "", False),
    ]
    assert sorted(path.name for path in (results / "reports").iterdir()) == ["kim.html", "lee.html", "solo.html"]
    documents = [json.loads(line) for line in (results / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [each.get("group", "") for each in documents] == ["red", "red", ""]
