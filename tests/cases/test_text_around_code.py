"""What stands in a file in the place of code or around it is named, and so is what a process may not answer."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.reading.notebook import NotebookError, read_notebook

Document = dict[str, Any]
GradeFile = Callable[..., Document]
MEAN = "import numpy as np\n\ndef mean(x):\n    return float(np.mean(x))\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("404: Not Found", "the page does not exist"),
        ('{"message": "Not Found", "documentation_url": "https://docs.example"', "the page does not exist"),
        (f"From: Kim <kim@example.org>\nSubject: homework 3\n\nhello\n\n{MEAN}", "like an e-mail"),
        (f"보낸 사람: 김\n제목: 과제\n\n{MEAN}", "like an e-mail"),
        (f"python\nCopy code\n{MEAN}", "a chat shows"),
        (f"Sure, here is the solution you asked for:\n\n{MEAN}", "line 1 is a sentence"),
        (f"{MEAN}\nThis function computes the mean of all entries.\n", "line 6 is a sentence"),
        (f"다음은 요청하신 과제의 풀이입니다.\n\n{MEAN}", "line 1 is a sentence"),
        ("def mean(x)\n    return 0\n", "cannot read work.py, line 1: "),
        ("If x is not None:\n    pass\n", "cannot read work.py, line 1: "),
        ("Mean = x is wrong here.\n", "cannot read work.py, line 1: "),
    ],
)
def test_text_in_the_place_of_code_or_around_it(grade_file: GradeFile, tmp_path: Path, text: str, said: str) -> None:
    """By what it certainly is; else by Python's own words."""
    (tmp_path / "work.py").write_text(text, encoding="utf-8")
    document = grade_file(tmp_path / "work.py")
    assert document["verdict"] == "invalid_submission"
    assert said in document["problem"]
    assert re.search("[가-힣]", grade_file(tmp_path / "work.py", "ko")["problem"])


def notebook(*cells: str) -> str:
    made = [{"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made}, ensure_ascii=False, indent=1)


@pytest.mark.parametrize(("encoding", "said"), [("cp949", "CP949 (line 11 is not UTF-8)"), ("latin-1", "line 11 is not UTF-8")])
def test_a_notebook_in_another_encoding(encoding: str, said: str) -> None:
    """It is told as that, with the line, and not as something that is no JSON."""
    text = notebook(f"# {'평균' if encoding == 'cp949' else 'é'}\n{MEAN}")
    with pytest.raises(NotebookError) as error:
        read_notebook("work.ipynb", text.encode(encoding))
    assert said in error.value.text.en
    assert read_notebook("work.ipynb", text.encode("utf-8"))


def test_a_module_that_a_cell_of_the_notebook_writes(grade_file: GradeFile, tmp_path: Path) -> None:
    """It is served from that cell, and one that goes on with it; a name that somebody else has stays theirs."""
    helper = "%%writefile helpers.py\nimport numpy as np\n\ndef average(x):\n    return np.mean(x)\n"
    more = "%%writefile -a helpers.py\n\ndef plain(x):\n    return float(x)\n"
    text = notebook(
        "%%file numpy.py\nmean = None\n",
        helper,
        more,
        "import helpers\n\ndef mean(x):\n    return helpers.plain(helpers.average(x))\n",
    )
    (tmp_path / "work.ipynb").write_text(text, encoding="utf-8")
    document = grade_file(tmp_path / "work.ipynb")
    assert {case["verdict"] for case in document["cases"] if case["question"] == "mean"} == {"accepted"}
    assert not any("helpers" in note["text"] for note in document["notes"])


def test_an_answer_that_loading_never_gives(grade_file: GradeFile, tmp_path: Path) -> None:
    """The process lives; it said what it may not say."""
    (tmp_path / "work.py").write_text("import os\nos.write(3, bytes(64))\n")
    document = grade_file(tmp_path / "work.py")
    assert document["verdict"] == "crashed"
    assert "its process answered the grader" in document["problem"]
    assert document["needs_review"]


def test_everything_from_a_helper_that_cannot_be_read(grade_file: GradeFile, tmp_path: Path) -> None:
    """The helper is named, and not only what it would have defined."""
    (tmp_path / "work.py").write_text("from helpers import *\n\ndef mean(x):\n    return average(x)\n")
    (tmp_path / "helpers.py").write_text("def average(x:\n    return sum(x) / len(x)\n")
    document = grade_file(tmp_path)
    told = [note["text"] for note in document["notes"]]
    assert any("helpers.py" in text and "line 1" in text for text in told), told


@pytest.mark.parametrize("helper", ["", "def average(x:\n    return sum(x) / len(x)\n"], ids=["lacking", "unreadable"])
def test_a_name_that_an_import_of_everything_was_to_bring(grade_file: GradeFile, tmp_path: Path, helper: str) -> None:
    """The import that failed is named beside the name that nothing defines; where it did not fail, the name is defined nowhere."""
    (tmp_path / "work.py").write_text("from helpers import *\n\ndef mean(x):\n    return average(x)\n")
    if helper:
        (tmp_path / "helpers.py").write_text(helper)
    told = [note["text"] for note in grade_file(tmp_path)["notes"]]
    assert any("average" in text and "the import * in work.py, line 1" in text for text in told), told
    (tmp_path / "helpers.py").write_text("def other(x):\n    return x\n")
    told = [note["text"] for note in grade_file(tmp_path)["notes"]]
    assert any("average" in text and "defined neither" in text for text in told), told
