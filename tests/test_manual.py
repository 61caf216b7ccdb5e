"""The manual says what is true: every command in it exists with its options, and those of a class in ten minutes run."""

import os
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import pytest

from grader.cli.main import COMMANDS, cli
from grader.reading.jsonschema import reference_text

DOCS = Path(__file__).parents[1] / "docs"
PAGES = ("students.md", "students.ko.md", "instructors.md", "operators.md")
_FENCED = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([\w./-]+\.md)\)")
CLASS = ("new", "release", "batch", "export", "handback")


def lines_of(page: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return [line for block in _FENCED.findall(text) for line in block.splitlines()]


def command(name: str) -> click.Command:
    found = cli.get_command(click.Context(cli), name)
    assert found is not None, name
    return found


def commands_of(page: str) -> list[str]:
    """In a block for the shell, or behind its sign."""
    shown = re.findall(r"^\$ (.+)$", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE)
    return [line for line in (*lines_of(page), *shown) if line.startswith("grader ")]


# Those of the last two are typed as well, by the run of everything.
@pytest.mark.parametrize("page", [*PAGES, "../README.md", "from-a-reference.md"])
def test_every_command_of_a_page_exists(page: str) -> None:
    assert commands_of(page)
    for line in commands_of(page):
        name, *rest = shlex.split(line)[1:]
        options = {option for parameter in command(name).params for option in parameter.opts}
        assert [word for word in rest if word.startswith("-") and word not in options] == [], line


@pytest.mark.parametrize("page", [*PAGES, "writing/README.md"])
def test_links_lead_somewhere(page: str) -> None:
    path = DOCS / page
    assert [link for link in _LINK.findall(path.read_text(encoding="utf-8")) if not (path.parent / link).is_file()] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_helps_with_an_example(name: str) -> None:
    text = command(name).get_help(click.Context(command(name), info_name=f"grader {name}"))
    assert re.search(rf"^  (?:cd \S+ && )?grader {name}\b", text, re.MULTILINE), text


@pytest.mark.parametrize("unit", ["grader-web.service", "grader-work.service"])
def test_the_units_start_what_there_is(unit: str) -> None:
    """Every option of theirs exists, and what a grader needs is not taken from it."""
    lines = (DOCS.parent / "deploy" / unit).read_text(encoding="utf-8").splitlines()
    settings = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    name, *rest = shlex.split(settings["ExecStart"])[1:]
    options = {option for parameter in command(name).params for option in parameter.opts}
    assert [word for word in rest if word.startswith("-") and word not in options] == []
    if name == "work":
        assert not {"RestrictNamespaces", "PrivateUsers", "SystemCallFilter", "PrivateDevices"} & set(settings)


def test_the_reference_is_made_from_the_schema() -> None:
    """``grader schema --text > docs/reference.md`` makes it again."""
    assert (DOCS / "reference.md").read_text(encoding="utf-8") == reference_text()


def test_the_shell_completes() -> None:
    environment = {**os.environ, "_GRADER_COMPLETE": "bash_complete", "COMP_WORDS": "grader exp", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "grader"], capture_output=True, text=True, timeout=60, check=False, env=environment
    )
    assert "plain,export" in done.stdout


@pytest.mark.long
def test_a_class_in_ten_minutes(tmp_path: Path) -> None:
    """The commands of the instructors' page as they stand, but for what proves (minutes) and what other platforms need."""
    (tmp_path / "assignments").mkdir()
    environment = {**os.environ, "GRADER_SANDBOX": "process", "GRADER_FEEDBACK": "off"}

    def typed(line: str) -> subprocess.CompletedProcess[str]:
        arguments = [sys.executable, "-m", "grader", *shlex.split(line)[1:]]
        return subprocess.run(arguments, capture_output=True, text=True, timeout=300, check=False, cwd=tmp_path, env=environment)

    ran = set()
    for line in lines_of("instructors.md"):
        name = line.split()[1]
        if name not in CLASS or "--to moodle" in line or "course.csv" in line:
            continue
        if name == "batch" and name not in ran:
            students = {
                "kim_11_1_my_first.py": tmp_path / "solutions/my_first/my_first.py",
                "lee_12_2_my_first.py": tmp_path / "assignments/my_first/my_first.py",
            }
            with zipfile.ZipFile(tmp_path / "submissions.zip", "w") as archive:
                for student, path in students.items():
                    archive.write(path, student)
            (tmp_path / "roster.csv").write_text("student_id,name,email\n11,Kim,kim@x.org\n12,Lee,lee@x.org\n")
            head = "Student,ID,SIS Login ID,Section,My first (7)\n    Points Possible,,,,10\n"
            title = re.search(r"title: (.*)", (tmp_path / "assignments/my_first/assignment.yaml").read_text())
            assert title is not None
            (tmp_path / "gradebook.csv").write_text(head.replace("My first", title[1].strip('"')) + "Kim,11,k,A,\nLee,12,l,A,\n")
        done = typed(line)
        assert done.returncode == 0, (line, done.stderr)
        ran.add(name)
    assert ran == set(CLASS)
    assert (tmp_path / "upload.csv").read_text().splitlines()[2].startswith("Kim,11,k,A,")
    assert not (tmp_path / "upload.csv").read_text().splitlines()[2].endswith(",")
    assert "kim@x.org" in (tmp_path / "mail.csv").read_text(encoding="utf-8-sig")
    assert sorted(path.name for path in (tmp_path / "back").iterdir()) == ["11", "12"]
