"""What stands in a file that Python cannot read as it is: what counts all the same, and what is said of the rest."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Document = dict[str, Any]
GradeFile = Callable[..., Document]
MEAN = "def mean(x):\n    return float(np.mean(x))\n"


@pytest.fixture(scope="session")
def good(inputs: Path) -> str:
    """The file that is right."""
    return (inputs / "_course" / "solutions" / "work" / "work.py").read_text(encoding="utf-8")


@pytest.fixture
def graded(grade_file: GradeFile, tmp_path: Path) -> Callable[..., Document]:
    """``graded({"work.py": text, ...}, "ko")``: the document of a folder that holds these files."""

    def run(files: dict[str, str], lang: str = "en") -> Document:
        folder = tmp_path / "s1"
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return grade_file(folder, lang)

    return run


def notebook(*cells: str | tuple[str, str]) -> str:
    """A cell that is a pair is of that type."""
    whole = [
        {"cell_type": kind, "metadata": {}, "source": source} | ({"execution_count": 1, "outputs": []} if kind == "code" else {})
        for kind, source in (cell if isinstance(cell, tuple) else ("code", cell) for cell in cells)
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": whole})


def messages(document: Document, question: str = "mean") -> str:
    return " ".join(case["message"] for case in document["cases"] if case["question"] == question)


def told(document: Document) -> str:
    return " ".join(note["text"] for note in document["notes"])


BARE = ("pip install numpy", "pip3 install -q numpy", "conda install numpy", "cd ..", "cd x", "ls data", "ls -l", "rm -rf x",
        "mkdir out", "cat notes.txt", "man ls", ",print a b", ";print a b", "/print a", "load_ext autoreload")  # fmt: skip


@pytest.mark.parametrize("line", BARE)
def test_a_line_of_a_shell_without_its_sign(graded: Callable[..., Document], good: str, line: str) -> None:
    """It costs nothing, wherever it stands, and is named unless Python can read it."""
    document = graded({"work.ipynb": notebook(f"{line}\n\n{good}\npip list\n")})
    assert (document["verdict"], document["points"]) == ("accepted", 20)
    assert "Lines that only a notebook understands" in told(document)


OWN = """
cat = 1
ls, rm = 2, 3
cat += 1
less: int = 4
more = [
    cat,
    ls,
]
known = (cat, ls, rm, less, more) == (2, 2, 3, 4, [2, 2])
"""


def test_names_that_shells_have_too(graded: Callable[..., Document], good: str) -> None:
    """A line of Python stays one, also beside a magic."""
    right = good.replace(MEAN, OWN + MEAN.replace("float(", "known * float("))
    assert graded({"work.ipynb": notebook(f"pip install x\n{right}")})["points"] == 20


def test_a_cell_that_stays_unread(graded: Callable[..., Document], good: str) -> None:
    """What to do is said for whoever can run it, too."""
    files = {"work.ipynb": notebook(good.replace(MEAN, ""), f"here is a text\n{MEAN}")}
    assert "if it runs for you, move mean to a cell of its own" in messages(graded(files))
    assert "따로 한 셀에 옮기세요" in messages(graded(files, "ko"))


DEEP = {
    "elif": "if 0:\n    pass\n" + "elif 0:\n    pass\n" * 5000,
    "signs": "x = " + "-" * 100_000 + "1\n",
    "attributes": "def f(x):\n    return x" + ".a" * 50_000 + "\n",
}


@pytest.mark.parametrize("kind", DEEP)
def test_what_is_nested_too_deeply(graded: Callable[..., Document], good: str, kind: str) -> None:
    """It is said to be that, not to be an error of memory or of every function."""
    document = graded({"work.py": good + DEEP[kind]})
    assert document["verdict"] == "invalid_submission"
    assert "something in work.py is nested too deeply" in document["problem"]
    assert "깊이 중첩된" in graded({"work.py": good + DEEP[kind]}, "ko")["problem"]


def test_a_cell_that_is_nested_too_deeply(graded: Callable[..., Document], good: str) -> None:
    """The others count."""
    document = graded({"work.ipynb": notebook(good, DEEP["elif"])})
    assert document["points"] == 20
    assert "cell 2 cannot be read by Python (nested too deeply)" in told(document)
