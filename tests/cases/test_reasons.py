"""Why a file cannot be graded: one line whatever a student wrote in it, particles that fit, and what to do."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from grader.model import Assignment, Fault, Frame, Text, Unread
from grader.phrases.reasons import PHRASES
from grader.phrases.why import why
from grader.reading.formats import other_format
from grader.reading.notebook import NotebookError, read_notebook
from grader.reading.submissions import load_submission
from grader.reading.unreadable import explain_load

FIELD = re.compile(r"{(\w+)}")


@pytest.mark.parametrize("key", sorted(PHRASES))
def test_a_reason_is_one_line(key: str) -> None:
    """Whichever place of it holds what a student wrote, and whatever that is."""
    names = FIELD.findall(PHRASES[key][0])
    assert set(FIELD.findall(PHRASES[key][1])) == set(names)
    for hostile in ("a\nb\r\nc\u2028d\x1b[2J\u202e", Text("a\nb\x85c", "a\nb\x0bc")):
        text = why(key, **dict.fromkeys(names, hostile))
        for said in (text.en, text.ko):
            assert len(said.splitlines()) == 1
            assert "\x1b" not in said


def test_no_korean_reason_leaves_a_particle_open() -> None:
    """Neither two at once, nor one behind what may end in anything."""
    open_ones = re.compile(r"[이은을]\([가는를]\)|\(으\)로|}(?:이|가|은|는|을|를|으로|로)(?![가-힣])")
    assert {key: text for key, (_, text) in PHRASES.items() if open_ones.search(text)} == {}


def test_a_language_with_a_line_break() -> None:
    """It stands in a table and in a line of JSON; and the student learns what to choose."""
    content = {"cells": [], "metadata": {"kernelspec": {"language": "julia\n\nkim,10"}}, "nbformat": 4}
    with pytest.raises(NotebookError) as caught:
        read_notebook("a.ipynb", json.dumps(content).encode())
    assert len(caught.value.text.en.splitlines()) == 1
    assert "choose a Python kernel" in caught.value.text.en


def test_a_message_of_several_lines_stays_readable() -> None:
    """Line breaks of an exception are spaces."""
    fault = Fault(base="ValueError", type="ValueError", message="first\n  second", frames=(Frame("a.py", 1, "", ""),))
    assert "ValueError: first second (a.py, line 1)" in explain_load(fault, ()).en


def test_a_control_character_is_named_in_both_languages() -> None:
    """It has no name in Unicode."""
    message = "invalid non-printable character U+001A in column 3"
    fault = Fault(base="SyntaxError", type="SyntaxError", message=message, frames=(Frame("a.py", 1, "", "x"),))
    text = explain_load(fault, ())
    assert "U+001A (a control character)" in text.en
    assert "U+001A(제어 문자)" in text.ko


@pytest.mark.parametrize(
    ("message", "reason", "said"),
    [
        ("it needs Python 3.99", Unread("newer", "3.99"), "needs Python 3.99 or newer"),
        ("nested too deeply", Unread("too_deep"), "is nested too deeply for Python to read it"),
        ("the file is not ascii: byte 0xe4", Unread("not_utf8", "ascii"), "holds bytes that are not ascii"),
        ("saved in the Korean encoding cp949", Unread("korean", "utf-8"), "EUC-KR"),
        ("the file cannot be read as idna", Unread("encoding", "idna"), "names the encoding idna"),
    ],
)
def test_only_a_reason_that_is_given_is_believed(message: str, reason: Unread, said: str) -> None:
    """What a student's own error says is said as it is: nobody looks for our words in it."""
    fault = Fault(base="SyntaxError", type="SyntaxError", message=message, frames=(Frame("a.py", 1, "", "x"),))
    assert said in explain_load(fault, (), reason).en
    own = explain_load(fault, ()).en
    assert message in own
    assert own == explain_load(replace(fault, message="what"), ()).en.replace("what", message)


def test_bytes_of_zero_are_not_taken_for_none() -> None:
    """Nobody reads that the file is empty."""
    text = other_format("a.py", b"x = 1\0\n# more of it")
    assert text is not None
    assert "a NUL character (byte 0)" in text.en


@pytest.mark.parametrize(
    ("asked", "there", "told"),
    [
        (("a.py",), ("one.py", "two.py"), "Rename the right one to a.py"),
        (("a.py",), ("one.ipynb", "two.ipynb"), "Rename the right one to a.ipynb"),
        (("a.py",), ("readme.txt",), ""),
        (("a.py", "b.py"), ("a.py", "readme.txt"), ""),
        (("a.py", "b.py"), ("a.py", "other.py"), "Rename the right one to b.py"),
    ],
)
def test_what_to_rename(tmp_path: Path, asked: tuple[str, ...], there: tuple[str, ...], told: str) -> None:
    """Where a file is there that stands for no other one, and only there."""
    assignment = Assignment(slug="s", title=Text("t"), public=tmp_path, private=None, files=asked, functions=("f",))
    folder = tmp_path / "kim"
    folder.mkdir()
    for name in there:
        (folder / name).write_text("x = 1\n" if name.endswith("py") else "{}")
    submission = load_submission(folder, assignment)
    text = submission.problem or submission.lacking[0][1].en
    assert "is not among the files handed in" in text
    assert told in text
    assert ("Rename" in text) == bool(told)
