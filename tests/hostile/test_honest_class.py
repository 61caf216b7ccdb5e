"""A class in which one student after another hands in something hostile: everybody else is published, with all points."""

from __future__ import annotations

import csv
import encodings.aliases
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from grader.reading.submissions import file_name
from tests.hostile.classrun import Graded, further_honest, grade_tricks, honest_of, reason_against, student_of
from tests.hostile.corpus import Expected, Place, Trick, written_tricks
from tests.hostile.strange import RIGHT, strange_tricks

ATTACKS = Path(__file__).parents[1] / "cases" / "inputs" / "attacks"
MOST = 5
PLACES = tuple(Place(level, user) for level in ("full", "landlock", "process") for user in ("root", "ordinary"))
# Codecs that refuse, or that read something else, and names that are no codec at all; besides them all that Python has.
ODD = (
    *("undefined", "idna", "punycode", "raw_unicode_escape", "unicode_escape", "utf_7", "utf_16", "utf_32", "utf_8_sig", "cp037"),
    *("rot_13", "hex", "zlib", "mbcs", "aliases", "__init__", "os", "a" * 300, "..", "-", "none.of.these", "Punycode"),
)
CODECS = (*ODD, *{*encodings.aliases.aliases.values()}.difference(ODD))
SURROGATE = "\\ud800"  # as JSON writes it
NOTEBOOKS: Mapping[str, str] = {
    "language": f'{{"kernelspec": {{"language": "R{SURROGATE}"}}}}',
    "language_info": f'{{"language_info": {{"name": "\\u202e{SURROGATE}\\n<b>"}}}}',
    "kernel": f'{{"kernelspec": {{"name": "{SURROGATE}", "language": "{SURROGATE}"}}}}',
    "nothing": "null",
}


def trick(name: str, content: bytes, suffix: str = ".py", student: str = "") -> Trick:
    return Trick(name, name, {"everywhere": Expected()}, content, suffix=suffix, student=student)


def attacks() -> list[Trick]:
    """Written for other assignments: what they do when they are read, imported and printed they do here as well."""
    return [trick(path.stem, path.read_bytes(), path.suffix) for path in sorted(ATTACKS.glob("*.*")) if path.is_file()]


def codecs(names: Sequence[str]) -> list[Trick]:
    """The right file under every name of a codec, and bytes that few of them can read."""
    odd = "\\N{oops} \\x \\ud800 \ud55c".encode() + b"\xff\xfe\x80-\n"
    return [
        trick(f"{codec[:20]} {number}", f"# coding: {codec}\n".encode() + RIGHT + b"# " + odd * number)
        for codec in names
        for number in (0, 1)
    ]


def notebooks() -> list[Trick]:
    cell = f'{{"cell_type": "code", "metadata": {{}}, "outputs": [], "source": "x = \'{SURROGATE}\'\\n{SURROGATE} = 1 \\u202e"}}'
    return [
        trick(name, f'{{"nbformat": 4, "nbformat_minor": 4, "metadata": {metadata}, "cells": [{cell}]}}'.encode(), ".ipynb")
        for name, metadata in NOTEBOOKS.items()
    ]


def grade_class(honest: int, hostile: Sequence[Trick]) -> tuple[Graded, list[str]]:
    """The class, and its honest students: one after each hostile file, the others before them all."""
    place = next(each for each in PLACES if not reason_against(each))
    there = [each for each in hostile if not each.at(place).not_run]
    names = [honest_of(number, each) for number, each in enumerate(there)]
    further = max(0, honest - len(names))
    graded = grade_tricks(place, there, further=further)
    assert {student_of(number, each) for number, each in enumerate(there) if not each.student} < graded.lines.keys()
    return graded, [*map(further_honest, range(further)), *names]


def assert_published(graded: Graded, honest: Sequence[str]) -> None:
    """Everybody has a row, a line and a report; the honest ones all points, and nothing left to be looked at."""
    # A cell that a spreadsheet would compute begins with an apostrophe.
    rows = {
        row["student"].removeprefix("'"): row
        for row in csv.DictReader(io.StringIO(graded.shown["gradebook.csv"].removeprefix("\ufeff")))
    }
    assert len(rows) == len(graded.lines)
    assert {f"reports/{file_name(student)}.html" for student in graded.lines} <= graded.shown.keys()
    assert all(json.loads(line)["student"] in graded.lines for line in graded.staff["staff.jsonl"].splitlines())
    for student in honest:
        line = graded.of(student)
        assert (line["verdict"], line["points"], line["needs_review"]) == ("accepted", MOST, False), student
        assert (rows[line["student"]]["points"], rows[line["student"]]["needs_review"]) == (str(MOST), "")
        assert f"{MOST}" in graded.shown_to(student)


@pytest.mark.long
def test_a_small_class() -> None:
    """What once ended the reading or the printing of a class, and thirty who have nothing to do with it."""
    named = [each for each in (*written_tricks(), *strange_tricks()) if each.name.startswith("names/")]
    graded, honest = grade_class(30, [*attacks(), *codecs(ODD), *notebooks(), *named])
    assert_published(graded, honest)


@pytest.mark.exhaustive
@pytest.mark.long(seconds=240)
def test_a_class_of_three_hundred() -> None:
    """One hostile file of each kind, as far as there is one of this assignment."""
    every = [each for each in (*written_tricks(), *strange_tricks()) if each.assignment == "vault"]
    graded, honest = grade_class(300, [*attacks(), *codecs(CODECS), *notebooks(), *every])
    assert len(honest) >= 300
    assert_published(graded, honest)
