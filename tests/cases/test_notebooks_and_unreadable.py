"""Notebooks that Jupyter runs, and files that Python cannot read: what counts, and what is said of the rest."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Document = dict[str, Any]
GradeFile = Callable[..., Document]
Write = Callable[[str, str | bytes], Path]


@pytest.fixture(scope="session")
def good(inputs: Path) -> str:
    """The file that is right."""
    return (inputs / "_course" / "solutions" / "work" / "work.py").read_text(encoding="utf-8")


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written


def notebook(*cells: str | tuple[str, str], outputs: list[Any] | None = None) -> str:
    """A cell that is a pair is of that type."""
    whole: list[Document] = [
        {"cell_type": cell[0], "metadata": {}, "source": cell[1]}
        if isinstance(cell, tuple)
        else {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": outputs or [], "source": cell}
        for cell in cells
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": whole})


def without_mean(good: str) -> str:
    return re.sub(r"def mean.*?(?=def softmax)", "", good, flags=re.DOTALL)


MEAN = "def mean(x):\n    return float(np.mean(x))\n"


def notes(document: Document, kind: str) -> list[str]:
    return [note["text"] for note in document["notes"] if note["kind"] == kind]


def messages(document: Document, question: str) -> set[str]:
    return {case["message"] for case in document["cases"] if case["question"] == question and case["message"]}


FULL = (
    "magic_over_several_lines/pip_and_everything_in_one_cell.ipynb",
    "magic_over_several_lines/line_magic.ipynb",
    "magic_over_several_lines/assigned_shell.ipynb",
    "not_defined_but_there/annotation_imported_in_a_later_cell.ipynb",
    "not_defined_but_there/default_from_a_later_cell.ipynb",
    "not_defined_but_there/decorator_from_a_later_cell.ipynb",
    "paste_artefacts_not_named/magics_in_py.py",
    "newer_python_not_named/typing_override.py",
    "newer_python_not_named/itertools_batched.py",
    "site_builtins_missing/help_at_top.py",
    "site_builtins_missing/exit_at_the_end.py",
)


@pytest.mark.parametrize("name", FULL)
def test_every_point(grade_file: GradeFile, inputs: Path, name: str) -> None:
    """And no note that would call a name of Python's undefined."""
    document = grade_file(inputs / name)
    assert (document["verdict"], document["points"]) == ("accepted", 20)
    assert not any("NameError" in note["text"] for note in document["notes"])


def test_what_needed_a_later_cell_is_said(grade_file: GradeFile, inputs: Path) -> None:
    """Cell, name, and what to move."""
    (text,) = notes(grade_file(inputs / "not_defined_but_there" / "default_from_a_later_cell.ipynb"), "ran_later")
    assert "cell 2, line 1 defines mean and needs EPS" in text
    (text,) = notes(grade_file(inputs / "not_defined_but_there" / "default_from_a_later_cell.ipynb", "ko"), "ran_later")
    assert "2번째 셀 1번째 줄" in text


def test_what_came_with_a_newer_python_is_named(grade_file: GradeFile, inputs: Path) -> None:
    """The name, not its module."""
    for name, what in (("typing_override.py", "typing.override"), ("itertools_batched.py", "itertools.batched")):
        (text,) = notes(grade_file(inputs / "newer_python_not_named" / name), "not_available")
        assert f"{what} cannot be imported here" in text
        assert f"{what} was added in Python 3.12" in text


THERE = {
    "camel_case.py": ("count_above", "Your file has countAbove (work.py, line 15)", "countAbove"),
    "inside_a_class.py": ("labels", "is inside the class Solution", "클래스 Solution"),
    "in_a_markdown_cell.ipynb": ("mean", "mean is in a text cell (before the first code cell)", "텍스트 셀"),
    "in_a_raw_cell.ipynb": ("mean", "mean is in a raw cell (after cell 1)", "Raw 셀"),
}


@pytest.mark.parametrize("name", THERE)
def test_a_name_that_is_there_is_not_called_missing(grade_file: GradeFile, inputs: Path, name: str) -> None:
    """The message says where it stands."""
    question, english, korean = THERE[name]
    document = grade_file(inputs / "not_defined_but_there" / name)
    (text,) = messages(document, question)
    assert english in text
    assert {case["verdict"] for case in document["cases"] if case["question"] == question} == {"not_implemented"}
    (text,) = messages(grade_file(inputs / "not_defined_but_there" / name, "ko"), question)
    assert korean in text


def test_the_last_definition_counts(grade_file: GradeFile, inputs: Path) -> None:
    """And both places are named."""
    document = grade_file(inputs / "defined_twice" / "in_a_notebook.ipynb")
    assert (document["verdict"], document["points"]) == ("wrong_answer", 18)
    (text,) = notes(document, "defined_twice")
    assert "mean is defined twice, in cell 2, line 1 and in cell 12, line 1; the last one counts" in text


UNREADABLE = {
    "paste_artefacts_not_named/fence.py": ("line 1 holds ```", "```"),
    "paste_artefacts_not_named/prompts.py": ("line 1 begins with >>>", "프롬프트"),
    "paste_artefacts_not_named/rtf": ("rich text", "RTF"),
    "newer_python_not_named/fstring_quotes.py": ("line 7 needs Python 3.12 or newer", "파이썬 3.12 이상"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_python_cannot_read_is_named(grade_file: GradeFile, inputs: Path, name: str) -> None:
    """In both languages."""
    english, korean = UNREADABLE[name]
    document = grade_file(inputs / name)
    assert document["verdict"] == "invalid_submission"
    assert english in document["problem"]
    assert korean in grade_file(inputs / name, "ko")["problem"]


def test_a_call_that_quits_ended_the_program(grade_file: GradeFile, inputs: Path) -> None:
    """It raised no NameError."""
    document = grade_file(inputs / "site_builtins_missing" / "quit_in_a_call.py")
    verdicts = [case["verdict"] for case in document["cases"] if case["question"] == "mean"]
    assert sorted(verdicts) == ["accepted", "run_time_error", "run_time_error"]
    (text,) = messages(document, "mean")
    assert "mean ended the program (SystemExit)" in text
    assert document["notes"] == []


def test_large_outputs_cost_nothing(grade_file: GradeFile, write: Write, good: str) -> None:
    """33 MB of them."""
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 3_000_000}
    content = notebook(good, *(f"z{number} = {number}" for number in range(11)), outputs=[output])
    assert len(content) > 33_000_000
    assert grade_file(write("large.ipynb", content))["points"] == 20


# Cells that Jupyter runs, before one that holds everything.
CELLS = {
    "a magic of a cell in its middle": ("import csv\n%%time\nimport numpy as np\n",),
    "a shell line with an open quote": ("!echo it's \\\n   'so\nimport csv",),
    "magics with results": ("t = %timeit -o \\\n   1 + 1\n%time k = 3\nfiles = !ls \\\n  -l",),
    "help": ("import csv\n?csv\ncsv.reader??\n?? csv",),
    "in a block": ("if True:\n    !pip install \\\n      x\n",),
    "inside of a text": ("TEXT = '''\n!no \\\n%magic\n'''\nassert '!no' in TEXT\n!ls",),
    "another language": ("%%bash\nfor i in a; do echo $i; done", "# comment\n%%html\n<b>"),
    "prompts": (">>> import csv\n>>> if True:\n...     k = 1\n",),
    "indented": ("    import csv\n    k = 1\n",),
    "a module written to a file": ("%%writefile config.json\n{'a': }",),
}


@pytest.mark.parametrize("name", CELLS)
def test_what_jupyter_runs_counts(grade_file: GradeFile, write: Write, good: str, name: str) -> None:
    """All of it, whatever stands in the same cell."""
    first, *others = CELLS[name]
    document = grade_file(write("own.ipynb", notebook(*others, first + ("" if first[0] in "% >" else "\n" + good), good)))
    assert (document["verdict"], document["points"]) == ("accepted", 20)
    assert notes(document, "cell_not_python") == []


DOCTEST = "    '''\n    >>> mean(1)\n    ```\n    '''\n    y = (\n"
TEXTS: dict[str, tuple[Callable[[str], str | bytes], str]] = {
    "a web page": (lambda good: "<!DOCTYPE html>\n<pre>" + good, "saved web page"),
    "a diff": (lambda good: "--- a\n+++ b\n@@ -1,3 +1,5 @@\n" + good.replace("\n", "\n+"), "line 3 is part of a diff"),
    "a word document": (lambda _: b"PK\x03\x04\x14\0\x06\0word/document.xml" + b"\0" * 50, "office program"),
    "a zip file": (lambda _: b"PK\x03\x04\x14\0\x06\0hw/work.py" + b"\0" * 50, "zip file under another name"),
    "a PDF": (lambda _: b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n", "PDF document"),
    "a picture": (lambda _: b"\x89PNG\r\n\x1a\n\0\0", "is a picture"),
    "compiled": (lambda _: b"\xa7\r\r\n\0\0\0\0", "compiled Python"),
    "UTF-16 without a mark": (lambda good: good.encode("utf-16-le"), "UTF-16"),
    "line numbers": (lambda good: "".join(f"{n:3d}  {line}\n" for n, line in enumerate(good.split("\n"), 1)), "their numbers"),
    "a chat": (lambda good: "Sure! It's this:\n\n```python\n" + good + "```\n", "line 3 holds ```"),
    "a fence at the end": (lambda good: good + "```\n", "holds ```"),
    "a banner": (lambda _: "Python 3.11.7 (main) on linux\n>>> import csv\n", "line 2 begins with >>>"),
    "cells": (lambda _: "In [1]: import csv\n", "line 1 begins with In [1]:"),
    "entities": (lambda good: good.replace("return int((x", "if x &lt; 3: pass\n    return int((x"), "holds &lt;"),
    "round quotes": (lambda good: good.replace('"scores.csv"', "“scores.csv”"), "typographic quotation mark"),
    "type statement": (lambda good: "type Vector = list\n" + good, "line 1 needs Python 3.12"),
    "type parameters": (lambda good: good + "def first[T](x: T) -> T:\n    return x\n", "needs Python 3.12"),
    "errors without brackets": (lambda good: good + "try:\n    pass\nexcept OSError, TypeError:\n    pass\n", "needs Python 3.14"),
    "Python 2 after all": (lambda good: good + "try:\n    pass\nexcept ValueError, e:\n    pass\n", "is Python 2"),
    # What only looks like it: the fault is another.
    "a doctest": (lambda good: good.replace("(x):\n", "(x):\n" + DOCTEST, 1), "was never closed"),
    "an f-string of any Python": (lambda good: good + 'y = f"{a b}"\n', "f-string: invalid syntax"),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_what_came_along_is_named(grade_file: GradeFile, write: Write, good: str, name: str) -> None:
    """And in Korean as well."""
    make, expected = TEXTS[name]
    path = write("own.py", make(good))
    document = grade_file(path)
    assert document["verdict"] == "invalid_submission"
    assert expected in document["problem"]
    assert re.search("[가-힣]", grade_file(path, "ko")["problem"])


PLACES: dict[str, tuple[Callable[[str], str], str]] = {
    "a comment": (lambda bare: bare + "\n# def mean(x):\n#     return 3\n", "only in a comment"),
    "a text": (lambda bare: bare + "\n'''\ndef mean(x):\n    return 3\n'''\n", "only in a comment or in a quoted string"),
    "a main block": (lambda bare: bare + "\nif csv is None:\n    def mean(x):\n        return 3\n", "inside another statement"),
    "a function": (lambda bare: bare + "\ndef solve():\n    def mean(x):\n        return 3\n", "inside the function solve"),
    "a definition that fails": (lambda bare: bare + "\ndef mean(x: Lisst):\n    return 3\n", "raised NameError: name 'Lisst'"),
    "a name that is deleted": (lambda bare: bare + "\ndef mean(x):\n    return 3\ndel mean\n", "something deletes it"),
    "another spelling": (lambda bare: bare + "\ndef Mean(x):\n    return 3\n", "Your file has Mean"),
    "a cell that is no Python": (lambda bare: notebook(bare, MEAN + "x = = 3"), "a cell that Python cannot read (cell 2, line 1)"),
    "a cell of another language": (lambda bare: notebook(bare, "%%cython\n" + MEAN), "begins with %%cython (cell 2, line 2)"),
    "a text cell": (lambda bare: notebook(bare, ("markdown", "```\n" + MEAN + "```"), "x = 1"), "a text cell (after cell 1)"),
    "nowhere": (lambda bare: bare, "No definition of mean was found"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_where_a_missing_name_stands(grade_file: GradeFile, write: Write, good: str, name: str) -> None:
    """Nothing of it counts; all of it is said."""
    make, expected = PLACES[name]
    content = make(without_mean(good))
    document = grade_file(write("own.ipynb" if content.startswith("{") else "own.py", content))
    (text,) = messages(document, "mean")
    assert expected in text
    assert document["points"] == 18


def test_a_name_that_is_asked_for_is_no_misspelling(grade_file: GradeFile, write: Write, good: str) -> None:
    """``labels`` is asked for itself: nobody is told to rename it."""
    course = good.replace("def table(", "def tables(").replace("def labels(", "def label(")
    document = grade_file(write("own.py", course))
    assert {"Your file has tables (work.py, line 23)" in text for text in messages(document, "table")} == {True}


REPEATED = {
    "a loop's variable": ("\nfor total in range(3):\n    pass\n", "replaced", "total is defined in work.py, line 28"),
    "three times": (
        "\ndef mean(x):\n    return 0\n\n" + MEAN.replace("return", "return 1 *"),
        "defined_twice",
        "mean is defined 3 times",
    ),
    "the same once more": ("\n" + MEAN, "", ""),
    "wrapped": ("\nimport functools\nmean = functools.lru_cache(mean)\nmean = mean.__wrapped__\n", "", ""),
}


@pytest.mark.parametrize("name", REPEATED)
def test_names_that_are_defined_again(grade_file: GradeFile, write: Write, good: str, name: str) -> None:
    """Only where it may matter."""
    more, kind, expected = REPEATED[name]
    document = grade_file(write("own.py", good + more))
    assert [note["kind"] for note in document["notes"]] == ([kind] if kind else [])
    assert not kind or expected in document["notes"][0]["text"]


def test_a_definition_that_fails_does_not_count_as_the_last(grade_file: GradeFile, write: Write, good: str) -> None:
    """Nor is it tried again over one that came later."""
    failing = "def mean(x: Later):\n    return 0\n"
    document = grade_file(write("own.ipynb", notebook(failing, good, "Later = int")))
    assert (document["points"], notes(document, "ran_later"), notes(document, "defined_twice")) == (20, [], [])


XRANGE = (
    "from __future__ import print_function\nfrom builtins import range, object\nfrom past.builtins import xrange\n"
    "from six.moves import cPickle as pickle, zip, urllib\nimport six.moves.urllib.request\nimport six\n"
    "from future import standard_library\nstandard_library.install_aliases()\nfrom past.utils import old_div\n"
    "for i in xrange(2):\n    print(old_div(3, 2), six.iteritems({}), pickle.dumps(1), six.moves.range(3))\n"
)


def test_bridges_between_python_2_and_3(grade_file: GradeFile, write: Write, good: str) -> None:
    """Made of Python 3's own; a note for each, and nothing is left out."""
    used = good.replace("np.arange(1, n + 1)", "np.array([i for i in xrange(1, n + 1)])")
    document = grade_file(write("own.py", XRANGE + used))
    assert (document["verdict"], document["points"]) == ("accepted", 20)
    assert [(note["kind"], note["name"]) for note in document["notes"]] == [("renamed", name) for name in ("past", "six", "future")]


def test_one_name_that_is_missing_does_not_take_its_neighbours_along(grade_file: GradeFile, write: Write, good: str) -> None:
    """Neither in an import nor in an annotation; each thing of another time is named."""
    head = "from typing import List, override\nfrom collections import Iterable\nimport cPickle, csv\nfrom itertools import izip\n"
    used = good.replace("def mean(x)", "def mean(x: List[float])").replace("def table(n)", "def table(n: Iterable[int])")
    document = grade_file(write("own.py", head + used))
    assert document["points"] == 20
    told = " ".join(notes(document, "not_available"))
    for text in ("was added in Python 3.12", "Write collections.abc.Iterable", "write import pickle", "itertools.izip is Python 2"):
        assert text in told
