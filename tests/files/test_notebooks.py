"""Notebooks: what of them is run, how their places are named, and which cannot be graded."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.grading.reveal import reveal
from grader.model import Grade, Text, Verdict
from grader.reading.notebook import NotebookError, cells_of, is_notebook, plain_notebook, read_notebook
from grader.report.about import problem
from grader.report.documents import grade_document
from tests.files.test_real_files import GOOD, kinds, note_of, notebook, said

Graded = Callable[..., Grade]
HALVES = ("import numpy as np\ndef double(x):\n    return 2 * np.asarray(x)\n", "def total(x):\n    return float(np.sum(x))\n")


def test_a_notebook_is_graded_like_a_file(graded: Graded) -> None:
    """Source as one text or as lines; whatever the execution counts and the saved outputs say."""
    assert graded(notebook(*HALVES), "s1.ipynb").verdict is Verdict.ACCEPTED
    lines = [[line + "\n" for line in half.splitlines()] for half in HALVES]
    grade = graded(notebook(*lines), "s1.ipynb")
    assert grade.verdict is Verdict.ACCEPTED
    assert grade.notes == ()
    assert graded(notebook("def double(x):\n    pass\n", "def total(x):\n    pass"), "s1.ipynb").verdict is Verdict.NOT_IMPLEMENTED


def test_the_old_format_is_read(graded: Graded) -> None:
    """nbformat 3: worksheets of cells with input."""
    cells = [{"cell_type": "code", "language": "python", "input": half, "outputs": []} for half in HALVES]
    document = {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells, "metadata": {}}]}
    assert graded(json.dumps(document).encode(), "s1.ipynb").verdict is Verdict.ACCEPTED


def test_a_notebook_under_the_name_of_a_script(graded: Graded) -> None:
    """Files are renamed; what counts is what they hold."""
    assert graded(notebook(*HALVES), "s1.py").verdict is Verdict.ACCEPTED


def test_what_only_a_notebook_understands_is_left_out(graded: Graded) -> None:
    """Magics, shell lines, help; in one note, with the first place. Where Python reads the same signs they stay."""
    cells = (
        "%matplotlib inline\n%load_ext autoreload\n!pip install numpy\nimport matplotlib.pyplot as plt\n",
        "%%bash\necho 'it is' > $HOME/x\n",
        "%%time\n" + HALVES[0],
        "files = !ls\n?np.sum\nnp.sum?\nif True:\n    %timeit double(1)\n" + HALVES[1],
        "TEXT = '''\n%no magic\n!neither\n'''\nx = (7\n%4)\nassert x == 3 and '%no' in TEXT",
    )
    grade = graded(notebook(*cells), "s1.ipynb")
    assert grade.verdict is Verdict.ACCEPTED
    magic = note_of(grade, "magic")
    assert (magic.name, magic.file, magic.line, magic.count) == ("%matplotlib", "work.ipynb[1]", 1, 9)
    assert "(9 lines, first: %matplotlib in cell 1, line 1" in said(grade, "magic")
    assert "9개" in said(grade, "magic", "ko")
    assert "1번째 셀 1번째 줄" in said(grade, "magic", "ko")
    assert kinds(grade) == ["magic", "stand_in", "not_run"]


def test_calls_and_loops_of_a_notebook_are_not_run(graded: Graded) -> None:
    """A cell that would train for ever, or ask for something, costs neither time nor points."""
    cells = (*HALVES, "for epoch in range(10**12):\n    loss = double(epoch)", "input()\nprint(total([1]))\nassert total([1]) == 2")
    grade = graded(notebook(*cells), "s1.ipynb")
    assert grade.verdict is Verdict.ACCEPTED
    assert (note_of(grade, "not_run").count, note_of(grade, "not_run").file) == (4, "work.ipynb[3]")


def test_a_name_of_another_cell(graded: Graded) -> None:
    """Cell and line of the use, and of the definition that does not come about."""
    cells = ("def double(x):\n    # a line\n    return factor * x\n", "", "x = 1\nfactor = open('/content/factor.txt')\n")
    grade = graded(notebook(*cells), "s1.ipynb")
    text = said(grade, "undefined_name")
    assert "double uses the name factor (cell 1, line 3), which would be defined only in cell 3, line 2" in text
    (document,) = [note for note in grade_document(reveal(grade), "en")["notes"] if note["kind"] == "undefined_name"]
    assert (document["file"], document["line"]) == ("work.ipynb[1]", 3)


def test_a_definition_in_a_later_cell_counts(graded: Graded) -> None:
    """Cells are run in the order of the file; a function finds what is defined below it when it is called."""
    cells = ("def double(x):\n    return factor * x\n", "factor = 2\ndef total(x):\n    return float(sum(x))\n")
    grade = graded(notebook(*cells), "s1.ipynb")
    assert grade.verdict is Verdict.ACCEPTED
    assert grade.notes == ()


def test_a_cell_that_is_no_python_costs_only_itself(graded: Graded) -> None:
    """It is named; Python 2 is called so."""
    grade = graded(notebook(*HALVES, "x = = 2", "print total([1])"), "s1.ipynb")
    assert grade.verdict is Verdict.ACCEPTED
    texts = [note.detail for note in grade.notes if note.kind == "cell_not_python"]
    assert len(texts) == 2
    python2 = [note for note in grade.notes if note.file == "work.ipynb[4]"]
    assert len(python2) == 1
    assert "Missing parentheses" in python2[0].detail


def test_a_traceback_names_cell_and_line(graded: Graded, page: Callable[..., str]) -> None:
    """In the report too, where the source is shown cell by cell, with the failing line marked."""
    content = notebook(HALVES[0], "", "def total(x):\n    y = x[99]\n    return y\n")
    fault = graded(content, "s1.ipynb").cases[1].fault
    assert fault is not None
    assert [(frame.file, frame.line, frame.text) for frame in fault.frames] == [("work.ipynb[3]", 2, "    y = x[99]")]
    html = page(content, "s2.ipynb", "en")
    assert "cell 3, line 2" in html
    assert '<span class="l bad" id="f2-L2">' in html
    assert "no errors found" not in html
    assert "3번째 셀 2번째 줄" in page(content, "s3.ipynb", "ko")


def test_annotations_of_the_future_hold_for_the_cells_below(graded: Graded) -> None:
    """As they do in Jupyter."""
    first = "from __future__ import annotations\nimport numpy as np\n"
    cells = (first, "def double(x: NoSuchType) -> Nor.This:\n    return 2 * x\n", HALVES[1])
    grade = graded(notebook(*cells), "s1.ipynb")
    assert grade.verdict is Verdict.ACCEPTED
    assert grade.notes == ()


OTHER = {
    "not json": (b'{"cells": [', "not valid JSON (line 1, column"),
    "cut off": (notebook(*HALVES)[:-20], "not valid JSON"),
    "merge marks": (notebook(*HALVES).replace(b', "metadata"', b'\n<<<<<<< HEAD\n, "metadata"', 1), "unresolved merge"),
    "python in it": (GOOD.encode(), "rename it to end in .py"),
    "a web page": (b"<!DOCTYPE html><html></html>", "is a web page"),
    "another object": (b'{"a": 1}', "does not hold the cells"),
    "a list": (b"[]", "is not a notebook"),
    "R": (notebook("x <- 2", metadata={"kernelspec": {"name": "ir", "language": "R"}}), "for the language R"),
    "julia": (notebook("x = 2", metadata={"language_info": {"name": "julia"}}), "for the language julia"),
    "no code": (notebook("", " \n"), "has no code in it"),
    "deep": (b'{"nbformat": 4, "cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deeply"),
    "many objects": (b'{"nbformat": 4, "cells": [' + b"[]," * 1_100_000 + b"[]]}", "clear all outputs"),
}


@pytest.mark.parametrize("name", OTHER)
def test_what_is_no_notebook_is_said_clearly(graded: Graded, name: str) -> None:
    """A verdict, a reason and a remedy, in both languages."""
    content, reason = OTHER[name]
    grade = graded(content, "s1.ipynb")
    assert grade.verdict is Verdict.INVALID_SUBMISSION
    assert reason in problem(grade, "en")
    assert "노트북" in problem(grade, "ko") or ".ipynb" in problem(grade, "ko")
    assert problem(grade, "ko") != problem(grade, "en")


def test_a_python_2_kernel_is_python() -> None:
    """Its code may well run."""
    for metadata in (
        {"kernelspec": {"name": "python2"}},
        {"language_info": {"name": "ipython", "version": 2}},
        {"kernelspec": {"name": "mine"}},
    ):
        assert cells_of(read_notebook("a.ipynb", notebook("x = 1", metadata=metadata))) == ["x = 1"]


def test_huge_numbers_and_twice_the_same_key() -> None:
    """Numbers are not computed; of equal keys the last counts, as in Jupyter."""
    content = b'{"nbformat": 4, "n": ' + b"9" * 100_000 + b', "cells": [{"cell_type": "code", "source": "a", "source": "b"}]}'
    assert cells_of(read_notebook("a.ipynb", content)) == ["b"]


@given(st.lists(st.text(max_size=50), max_size=5))
def test_the_plain_notebook_keeps_every_text(cells: list[str]) -> None:
    """Also lone surrogates; and it is a notebook whose reading gives the same bytes."""
    plain = plain_notebook(cells)
    assert cells_of(plain) == cells
    assert is_notebook("x.py", plain)
    if any(cell.strip() for cell in cells):
        assert read_notebook("x.ipynb", plain) == plain


@given(
    st.binary(max_size=60),
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["cells", "worksheets", "cell_type", "source", "input", "metadata", "kernelspec", "language"]),
                inner,
            )
        ),
        max_leaves=20,
    ),
)
def test_no_content_breaks_the_reader(junk: bytes, value: object) -> None:
    """Anything is either a notebook or a reason."""
    for content in (junk, json.dumps(value).encode(), b'{"cells": ' + json.dumps(value).encode() + b"}"):
        reason = Text("a notebook", "a notebook")
        try:
            assert all(isinstance(cell, str) for cell in cells_of(read_notebook("x.ipynb", content)))
        except NotebookError as error:
            reason = error.text
        assert reason.en
        assert reason.ko
