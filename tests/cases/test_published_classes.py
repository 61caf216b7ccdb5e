"""Bytes that once ended the reading or printing of a whole class, and days that have more hours than others."""

import csv
import html
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.warm import run_grader

GradeFile = Callable[..., dict[str, Any]]

MARKED = "# coding: {}\n"


def test_a_codec_that_refuses_everything(inputs: Path, grade_file: GradeFile) -> None:
    """The file is at fault, and its student is told which words to take out."""
    document = grade_file(inputs / "attacks" / "42_codec_undefined.py")
    assert (document["verdict"], document["points"], document["needs_review"]) == ("invalid_submission", 0, False)
    assert "names the encoding undefined" in document["problem"]


@pytest.mark.parametrize("codec", ["punycode", "rot13", "hex", "zlib", "mbcs", "bz2", "uu", "idna", "none.of.these", "aliases"])
def test_what_is_no_encoding_of_source(tmp_path: Path, grade_file: GradeFile, codec: str) -> None:
    """Whatever Python's codecs raise, it is a file that cannot be read."""
    path = tmp_path / "s.py"
    path.write_bytes(MARKED.format(codec).encode() + b"x = '\xed\x95\x9c'  # \xff..-\n")
    document = grade_file(path)
    assert (document["verdict"], document["points"]) == ("invalid_submission", 0)
    assert codec in document["problem"]
    assert codec in grade_file(path, "ko")["problem"]


@pytest.mark.parametrize("codec", ["latin-1", "cp949", "unicode_escape", "raw_unicode_escape", "iso8859-15"])
def test_what_python_reads_is_graded(tmp_path: Path, inputs: Path, grade_file: GradeFile, codec: str) -> None:
    """An encoding that few know is no fault."""
    path = tmp_path / "s.py"
    path.write_bytes(MARKED.format(codec).encode() + (inputs / "_course" / "solutions" / "work" / "work.py").read_bytes())
    document = grade_file(path)
    assert (document["verdict"], document["points"]) == ("accepted", document["max_points"])


def test_a_notebook_of_half_a_character(inputs: Path, grade_file: GradeFile) -> None:
    """Its language is shown by what it holds, and everything can be encoded."""
    document = grade_file(inputs / "attacks" / "13_notebook_of_a_surrogate_language.ipynb")
    assert (document["verdict"], document["points"]) == ("invalid_submission", 0)
    assert "R⟨U+D800⟩" in document["problem"]
    json.dumps(document, ensure_ascii=False).encode()


def graded_class(tmp_path: Path, shared: Path, folder: Path, course_yaml: str, more: str) -> Path:
    """``grader batch`` on a class of the shared course, with these terms."""
    course = tmp_path / "course"
    shutil.copytree(shared, course)
    (course / "course.yaml").write_text(course_yaml, encoding="utf-8")
    with (course / "assignments" / "work" / "assignment.yaml").open("a", encoding="utf-8") as file:
        file.write(more)
    out = tmp_path / "out"
    command = ["batch", str(folder), "-a", "work", "-o", str(out), "--course", str(course), "--sandbox", "process"]
    done = run_grader([*command, "--feedback", "off", "-q"])
    assert done.returncode == 0, done.stderr
    return out


def test_a_day_of_25_hours(inputs: Path, tmp_path: Path) -> None:
    """By the clock on the wall it was one day; the report shows both times by that clock, and the course by its name."""
    case = inputs / "late_days_across_summer_time" / "a_day_of_25_hours"
    out = graded_class(
        tmp_path, inputs / "_course", case / "class", (case / "course.yaml").read_text(), (case / "late.txt").read_text()
    )
    (row,) = csv.DictReader((out / "gradebook.csv").read_text(encoding="utf-8-sig").splitlines())
    assert (row["points"], row["points_before_late"], row["late"]) == ("18", "20", "1 day")
    report = html.unescape((out / "reports" / "s.html").read_text(encoding="utf-8"))
    for name, text in (("Due", "2026-10-31 20:00"), ("Handed in", "2026-11-01 19:30"), ("Time zone", "America/New_York")):
        assert f"<dt>{name}</dt><dd>{text}</dd>" in report
    assert (
        "Late: due 2026-10-31 20:00 America/New_York, handed in 2026-11-01 19:30 America/New_York. Rounded up, that is 1 day late"
        in report
    )
    assert '<p class="who">T · s' in report
    assert '<p class="who">T · ' in (out / "index.html").read_text(encoding="utf-8")
