"""What stands in a file that Python cannot read as it is: what counts all the same, and what is said of the rest."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.reading.dated import find_dated
from grader.reading.unreadable import is_python2
from grader.sandbox.inside.likenames import LOOKS
from grader.sandbox.inside.newer import STATEMENTS
from grader.sandbox.inside.python2 import HELPERS
from grader.sandbox.inside.standins import SPECIAL, Inert

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
    assert "별도의 셀로 옮기세요" in messages(graded(files, "ko"))


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


@pytest.mark.long(seconds=2)
def test_a_cell_that_is_nested_too_deeply(graded: Callable[..., Document], good: str) -> None:
    """The others count."""
    document = graded({"work.ipynb": notebook(good, DEEP["elif"])})
    assert document["points"] == 20
    assert "cell 2 cannot be read by Python (nested too deeply)" in told(document)


IMPORTING = "from helpers import average\n\n"
USING = MEAN.replace("float(np.mean(x))", "average(x)")
AVERAGE = "def average(x):\n    return float(sum(x) / len(x))\n"


@pytest.fixture(scope="session")
def importing(good: str) -> str:
    """The file that is right, if only there is a module ``helpers``."""
    return IMPORTING + good.replace(MEAN, USING)


@pytest.mark.parametrize(
    ("helpers", "why"),
    [
        ("def average(x)\n    return 0\n", "helpers.py, line 1: expected ':'"),
        (AVERAGE + "x = 1 +\n", "helpers.py, line 3: invalid syntax"),
        pytest.param(AVERAGE + DEEP["elif"], "helpers.py: nested too deeply", marks=pytest.mark.long),
        ("from other import average\n", "other.py, line 1: invalid syntax"),
    ],
)
@pytest.mark.parametrize("name", ["work.py", pytest.param("work.ipynb", marks=pytest.mark.long)])
def test_a_module_of_ones_own_that_python_cannot_read(
    graded: Callable[..., Document], importing: str, name: str, helpers: str, why: str
) -> None:
    """It is named with its own place, and costs what needs it."""
    files = {name: notebook(importing) if name.endswith(".ipynb") else importing, "helpers.py": helpers, "other.py": "x = = 1\n"}
    document = graded(files)
    assert f"which Python cannot read: {why}" in told(document)
    assert "was left out" not in told(document)
    bad = why.partition(".py")[0] + ".py"
    assert f"Python cannot read {bad}. Correct it" in messages(document)
    assert 0 < document["points"] < 20
    document = graded(files, "ko")
    assert f"{bad} 파일을 고치세요" in told(document)
    assert f"{bad} 파일을 파이썬이 읽을 수 없습니다" in messages(document)


def test_an_asked_name_imported_from_what_cannot_be_read(graded: Callable[..., Document], good: str) -> None:
    document = graded({"work.py": "from helpers import mean\n" + good.replace(MEAN, ""), "helpers.py": "def mean(x)\n"})
    assert "No definition of mean" not in messages(document)
    assert "mean raised ImportError: helpers.py: expected ':'" in messages(document)


@pytest.mark.parametrize("name", ["helpers (1).py", "helpers.py.txt", "helpers - Copy.py", "helpers(2).py"])
def test_a_module_under_the_name_of_a_copy(graded: Callable[..., Document], importing: str, name: str) -> None:
    """It is taken for the module."""
    document = graded({"work.py": importing, name: AVERAGE})
    assert (document["points"], document["notes"]) == (20, [])


def test_the_module_itself_comes_before_its_copy(graded: Callable[..., Document], importing: str) -> None:
    document = graded({"work.py": importing, "helpers.py": AVERAGE, "helpers (1).py": "def average(x):\n    return 0\n"})
    assert document["points"] == 20
    assert "Handed in too, but not used: helpers (1).py." in told(document)


def test_the_latest_copy_counts(graded: Callable[..., Document], importing: str) -> None:
    wrong = "def average(x):\n    return 0\n"
    assert graded({"work.py": importing, "helpers (10).py": AVERAGE, "helpers (9).py": wrong})["points"] == 20


def test_a_module_under_a_name_that_is_nearly_right(graded: Callable[..., Document], importing: str) -> None:
    """It is named, with what to do."""
    files = {"work.py": importing, "Helpers.py": AVERAGE}
    assert "You handed in Helpers.py, which Python does not find as helpers.py: rename it" in messages(graded(files))
    assert "이름을 helpers.py에 맞게 바꾸어" in messages(graded(files, "ko"))


@pytest.mark.parametrize(
    ("line", "instead"),
    [("from .helpers import average\n", "from helpers import average"), ("from . import helpers\n", "import helpers")],
)
def test_a_dot_too_many(graded: Callable[..., Document], importing: str, line: str, instead: str) -> None:
    files = {"work.py": importing.replace(IMPORTING, line), "helpers.py": AVERAGE}
    document = graded(files)
    assert f"Write '{instead}', without the dot." in told(document)
    assert "..helpers" not in told(document)
    assert f"점을 빼고 다음과 같이 적으세요: '{instead}'" in told(graded(files, "ko"))


def test_what_may_be_imported_is_said_in_both_languages(graded: Callable[..., Document], importing: str) -> None:
    files = {"work.py": "import torch\n" + importing}
    for lang, allowed in (("en", "allows the standard library and numpy"), ("ko", "표준 라이브러리와 numpy만 쓸 수 있습니다")):
        document = graded(files, lang)
        assert allowed in messages(document)
        assert told(document).count(allowed) == 1
        assert ("allows" in told(document)) == (lang == "en")


def test_only_data_is_called_data(graded: Callable[..., Document], good: str) -> None:
    assert "data files" not in told(graded({"work.py": good, "draft.ipynb": notebook("x = 1")}))
    assert "data files" in told(graded({"work.py": good, "more.csv": "1,2"}))


def test_what_plots_return_can_be_computed_with() -> None:
    """Nothing comes of it, and nothing is raised."""
    it: Any = Inert()
    for made in (it + 1, 1 - it, np.ones(2) * it, it**2, -it, abs(it), round(it, 2), it // 2, 5 % it, 2 @ it):
        assert type(made) is Inert
    assert (float(it), int(it), [7][it], it < 1, it >= 1, divmod(it, 2)) == (0.0, 0, 7, False, False, (it, it))
    assert f"{it:.2f}" == "<nothing>"
    assert [len(SPECIAL[name]()) for name in ("xlim", "get_ylim", "axis")] == [2, 2, 4]


def test_a_function_that_places_its_legend(graded: Callable[..., Document], good: str) -> None:
    plotting = "    y = plt.gca().get_ylim()[1] + 1\n    low, high = plt.xlim()\n    plt.text(0, round(y), f'{plt.gca().x:.1f}')\n"
    source = "import matplotlib.pyplot as plt\n" + good.replace(MEAN, MEAN.replace("\n", "\n" + plotting, 1))
    assert graded({"work.py": source})["points"] == 20


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ("def mean[T](x):", (3, 12)),
        ("async def mean[*Ts, **P](x):", (3, 12)),
        ("class A[T: (int, float)]:", (3, 12)),
        ("class A[T: list[int], S](B):", (3, 12)),
        ("def mean[T: int = int](x):", (3, 13)),
        ("class A[T = int]:", (3, 13)),
        ("def mean[x]:", None),
        ("def mean[0](x):", None),
        ("class A[T] B", None),
        ("def f[" + "a:b," * 2000, None),
    ],
)
def test_the_python_that_a_line_needs(line: str, version: tuple[int, int] | None) -> None:
    """None, where no Python reads it."""
    assert next((version for pattern, version in STATEMENTS if pattern.match(line)), None) == version


@pytest.mark.parametrize("line", ["def f((a, b)):", "def f(x, (a, b)=(1, 2)):", "f = lambda (a, b): a", "print >>sys.stderr, 'x'"])
def test_what_only_python_2_reads(line: str) -> None:
    assert is_python2("invalid syntax", line)


@pytest.mark.parametrize("line", ["def f(a, b=(1, 2)", "f((a, b)", "x = (lambda a: (a, 1)"])
def test_what_no_python_reads(line: str) -> None:
    assert not is_python2("invalid syntax", line)


def test_printing_to_a_stream_as_python_2_does(graded: Callable[..., Document], good: str) -> None:
    """It is called that, and no class of grader's is named."""
    source = "import sys\n" + good.replace(MEAN, MEAN.replace("\n", "\n    print >>sys.stderr, 'x'\n", 1))
    document = graded({"work.py": source})
    assert "'TextIOWrapper'" in messages(document)
    found = find_dated(messages(document))
    assert found is not None
    assert (found.name, found.instead) == ("print >>file, x", "print(x, file=file)")


def test_a_class_with_a_metaclass_for_both_pythons() -> None:
    """As ``six`` makes it, slots and all."""

    class Meta(type):
        pass

    class Plain:
        __slots__ = ("x",)

        def two(self) -> int:
            return 2

    made = HELPERS["add_metaclass"](Meta)(Plain)
    assert (type(made), made.__name__, made().two(), made.__slots__) == (Meta, "Plain", 2, ("x",))


def test_a_decorator_that_returns_nothing(graded: Callable[..., Document], good: str) -> None:
    """It is the decorator that is named."""
    files = {"work.py": "def log(f):\n    print(f)\n\n\n" + good.replace("def mean", "@log\ndef mean")}
    assert "The decorator of mean (work.py, line 11) does not return a function, but something of type NoneType" in messages(
        graded(files)
    )
    assert "mean의 데코레이터" in messages(graded(files, "ko"))


NEAR = {
    "maen": "Your file has maen",
    "meen": "Your file has meen",
    "mea": "Your file has mea",
    "my_mean": "Your file has my_mean",
    "getMean": "Your file has getMean",
    "calculate_mean": "Your file has calculate_mean",
    "m\u0435an": "only looks like mean: \u0435 (U+0435, CYRILLIC SMALL LETTER IE) in it",
    "me\u03b1n": "only looks like mean: \u03b1 (U+03B1, GREEK SMALL LETTER ALPHA) in it",
    "test_mean": "No definition of mean",
    "demeaned": "No definition of mean",
    "tanh": "No definition of mean",
}


@pytest.mark.parametrize("name", NEAR)
def test_a_name_that_is_nearly_the_one_asked_for(graded: Callable[..., Document], good: str, name: str) -> None:
    assert NEAR[name] in messages(graded({"work.py": good.replace("def mean", f"def {name}")}))


def test_letters_that_look_alike() -> None:
    """Each stands for one Latin letter, and is none itself."""
    assert all(letter > 127 and chr(like).isascii() for letter, like in LOOKS.items())


@pytest.mark.parametrize(
    ("more", "kind", "line"),
    [
        ("mean = mean(np.ones(3))\n", "float", -1),
        ("mean = None\n", "NoneType", -1),
        ("for mean in range(2):\n    keep = mean\nmean_of = keep\n", "int", -3),
        ("import math as mean\n", "module", -1),
    ],
)
def test_a_name_that_is_no_function_in_the_end(graded: Callable[..., Document], good: str, more: str, kind: str, line: int) -> None:
    """What it is and where it becomes that."""
    source = good + more
    number = source.count("\n") + 1 + line
    where = f"of type {kind} (work.py, line {number})"
    document = graded({"work.py": source})
    assert where in messages(document)
    assert "not callable" not in messages(document)
    assert "함수가 아니라" in messages(graded({"work.py": source}, "ko"))


@pytest.mark.parametrize(("kind", "named"), [("markdown", "a text cell"), ("raw", "a raw cell")])
def test_a_notebook_whose_code_stands_in_no_code_cell(graded: Callable[..., Document], good: str, kind: str, named: str) -> None:
    files = {"work.ipynb": notebook((kind, good), ("code", ""))}
    assert f"'def mean(x):' stands in {named}" in graded(files)["problem"]
    assert "종류를 코드로 바꾸어" in graded(files, "ko")["problem"]
    assert "has no code in it" in graded({"work.ipynb": notebook((kind, "only words"))})["problem"]
