"""What stood in the line that raised: named in the worker without running student code, bounded, shown where inputs are."""

import io
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from grader.grading.reveal import reveal
from grader.model import CaseResult, Fault, Frame, Grade, Operand, Text
from grader.model.codecs import GRADE
from grader.report.documents import results_line
from grader.report.operands_text import operands_text
from grader.report.student_page import render_report
from grader.report.terminal import summary
from grader.sandbox.inside import exceptions, operands
from grader.sandbox.inside.operands import MAX_NAME, MAX_TEXT, MOST
from grader.sandbox.student_error import student_error
from grader.sandbox.wire.frame import ProtocolError
from tests.classes import MakeCourse
from tests.marking import MakeMarker, fault_of

SOURCE = '''import math
import numpy as np

OUTER = np.ones((2, 2), np.float32)


def product(X, w, b):
    return np.tanh(X @ w + b)


def stored(rows):
    out = np.zeros((2, 2))
    for i, row in enumerate(rows):
        out[i] = np.abs(row)
    return out


def in_place(total, step):
    total += step


def over_lines(x, n):
    return np.concatenate([
        x,
        OUTER * math.pi,
    ], axis=n / 2.0)


def keyed(params, name, long):
    return params["W"] @ params["b"]


def unpacked(pair):
    first, second = pair


def counted(n):
    for _ in range(n):
        pass


def listed(xs, w):
    return [x @ w for x in xs]


def text_over_lines(x):
    """Whose text
begins further to the left."""
    return x[3]


def on_lines(xs, w):
    return list(map(lambda x: x @ w,
                    xs))


def one_of(x, i):
    return x[i]


def two(x, i): return x[0]; y = x[i]


def deep(x, n):
    return product(x, n, 0)


class Cell:
    def __init__(self, W):
        self.W = W

    def step(self, x):
        return self.W @ x.T
'''


def zeros(*shape: int) -> np.ndarray:
    return np.zeros(shape)


def raised(call: Callable[[], object]) -> BaseException:
    try:
        call()
    except BaseException as error:  # noqa: BLE001  # whatever it is
        return error
    raise AssertionError("nothing was raised")


def module(source: str) -> tuple[dict[str, Any], dict[str, list[str]]]:
    namespace: dict[str, Any] = {"__name__": "work"}
    exec(compile(source, "work.py", "exec"), namespace)  # noqa: S102  # our own, written above
    return namespace, {"work.py": source.splitlines(keepends=True)}


def told(source: str, name: str, *args: object) -> list[list[str]]:
    """As it is sent."""
    namespace, sources = module(source)
    error = raised(lambda: namespace[name](*args))
    found: list[list[str]] = exceptions.describe(error, sources)[4]
    return found


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("product", (zeros(3, 4), zeros(3), 1), ["X array float64 (3, 4)", "w array float64 (3,)"]),
        ("product", (zeros(3, 4), zeros(4), zeros(2)), ["X array float64 (3, 4)", "w array float64 (4,)", "b array float64 (2,)"]),
        ("deep", (zeros(3, 4), 2.5), ["X array float64 (3, 4)", "w value  2.5"]),
        ("stored", (zeros(2, 3),), ["out array float64 (2, 2)", "i value  0", "row array float64 (3,)"]),
        ("in_place", (zeros(3), zeros(4)), ["total array float64 (3,)", "step array float64 (4,)"]),
        ("over_lines", (zeros(3), 3), ["x array float64 (3,)", "OUTER array float32 (2, 2)", "n value  3"]),
        (
            "keyed",
            ({"W": zeros(2, 3), "b": zeros(2)}, "", ""),
            ["params['W'] array float64 (2, 3)", "params['b'] array float64 (2,)"],
        ),
        ("unpacked", ((1, 2, 3),), ["pair sized tuple 3"]),
        ("counted", (3.0,), ["n value  3.0"]),
        ("listed", ([zeros(3)], zeros(4)), ["x array float64 (3,)", "w array float64 (4,)"]),
        ("text_over_lines", (zeros(2),), ["x array float64 (2,)"]),
        ("on_lines", ([zeros(3)], zeros(4)), []),
        ("one_of", ([1, 2], np.int64(7)), ["x sized list 2", "i value  7"]),
        ("one_of", (None, 1 / 3), ["x value  None", "i value  0.333333"]),
        ("one_of", ({"a": 1}, "short"), ["x sized dict 1", "i value  'short'"]),
        ("one_of", ({"a": 1}, "long" * 10), ["x sized dict 1", "i sized str 40"]),
        ("one_of", ((), 10**40), ["x sized tuple 0", "i object int "]),
        ("one_of", (zeros(2), object()), ["x array float64 (2,)", "i object object "]),
        ("one_of", (zeros(2), len), ["x array float64 (2,)"]),
    ],
)
def test_what_is_named(name: str, args: tuple[object, ...], expected: list[str]) -> None:
    """Of the expression that raised, or of the statement where a value was stored; in the order of the line."""
    assert [" ".join(each) for each in told(SOURCE, name, *args)] == expected


def test_an_attribute_of_an_object() -> None:
    """``self`` alone says nothing; a transpose is no attribute of anybody's, so its array is named."""
    namespace, sources = module(SOURCE)
    cell = namespace["Cell"](zeros(3, 4))
    found = exceptions.describe(raised(lambda: cell.step(zeros(5, 3))), sources)[4]
    assert found == [["self.W", "array", "float64", "(3, 4)"], ["x", "array", "float64", "(5, 3)"]]


# Every answer of these objects is the student's own code, which notes that it was asked.
LIARS = """import numpy as np

asked = []


def lie(*_):
    asked.append(1)
    return (9, 9)


class Meta(type):
    __name__ = property(lie)


class Liar(metaclass=Meta):
    __class__ = shape = dtype = property(lie)
    __getattribute__ = __repr__ = __len__ = __eq__ = lie


class Array(np.ndarray):
    shape = dtype = property(lie)
    __len__ = __repr__ = lie


class Long(str):
    __len__ = __repr__ = lie


def line(d):
    a, b, c = Liar(), np.zeros((2, 3)).view(Array), Long("x" * 50)
    raise ValueError(a, b, c, d)
"""


def test_what_lies_is_not_asked() -> None:
    """An object is told by its class, an array of a class by its real shape, a text by its real length."""
    namespace, sources = module(LIARS)
    error = raised(lambda: namespace["line"]("x" * 10**6))
    namespace["asked"].clear()
    assert operands.operands_of(error, sources) == [
        ["a", "object", "Liar", ""],
        ["b", "array", "float64", "(2, 3)"],
        ["c", "sized", "str", "50"],
        ["d", "sized", "str", "1000000"],
    ]
    assert namespace["asked"] == []


def test_a_line_of_ten_thousand_names() -> None:
    """Six are told of a long line; a function too long to be read once more tells none, and costs next to nothing."""
    names = [f"name_{number}" for number in range(10_000)]
    outside = "".join(f"{name} = 1\n" for name in names)
    for count, most in ((600, MOST), (len(names), 0)):
        line = f"    return [x, {', '.join(names[:count])}][99999]\n"
        assert len(told(f"{outside}def line(x):\n{line}", "line", 5)) == most


@pytest.mark.parametrize(
    "source",
    [
        "def line(x):\n    return eval('x[5]', {'x': x})\n",
        "class Names(dict):\n    def __missing__(self, key): raise SystemExit\ndef line(x):\n    exec('missing', Names())\n",
        "def line(x):\n    raise NameError\nline.__code__ = line.__code__.replace(co_firstlineno=10**6)\n",
        "def line(x):\n    raise NameError\nline.__code__ = line.__code__.replace(co_linetable=b'')\n",
        "def line(x):\n    raise NameError\nline.__code__ = line.__code__.replace(co_varnames=('\\ud800' * 1000,))\n",
    ],
)
def test_a_strange_frame_only_has_less_to_tell(source: str) -> None:
    """The exception itself is told all the same."""
    namespace, sources = module(source)
    name, _, _, _, found, *_ = exceptions.describe(raised(lambda: namespace["line"]([1])), sources)
    assert name in ("IndexError", "NameError", "SystemExit")
    assert all(len(part) <= max(MAX_NAME, MAX_TEXT) for each in found for part in each)


@pytest.mark.parametrize(
    "forged",
    [
        None,
        "x",
        [["x", "array", "float64", "(3,)"]] * 7,
        [["x", "array", "float64"]],
        [["x", "array", "float64", (3,)]],
        [["x", "secret", "", ""]],
        [("x", "value", "", "1")],
    ],
)
def test_forged_operands(forged: object) -> None:
    with pytest.raises(ProtocolError):
        student_error(["E", ["ValueError"], "text", [], forged, "", []], printed="", lost=0)


def test_what_is_told_is_bounded_and_harmless() -> None:
    """Whatever a worker sends: a line of at most a hundred characters, without addresses, in nobody's markup."""
    parts = ["<b>x\x1b[2J\n", "value", "", "<object at 0x7f3c00112233>" + "y" * 10**6]
    fault = student_error(["E", ["ValueError"], "text", [["a.py", 1, "f", "t", 0]], [parts] * 6, "", []], printed="", lost=0).fault
    assert len(fault.operands) == 6
    assert all(len(each.text) <= 100 and "0x7f3c" not in each.text for each in fault.operands)
    assert "\x1b" not in operands_text(fault, "en")
    assert "\n" not in operands_text(fault, "en")


def test_the_sentence() -> None:
    """In both languages; and none where nothing is known, or no line."""
    found = (
        Operand(name="X", kind="array", type="float64", text="(3, 4)"),
        Operand(name="k", kind="value", text="2"),
        Operand(name="xs", kind="sized", type="list", text="3"),
        Operand(name="cell", kind="object", type="Cell"),
    )
    fault = Fault(base="E", type="E", message="m", frames=(Frame("a.py", 7, "f", "t"),), operands=found)
    assert operands_text(fault, "en") == (
        "In a.py, line 7: X is an array of shape (3, 4) and dtype float64; k is 2; xs is a list of length 3; "
        "cell is an object of type Cell."
    )
    assert operands_text(fault, "ko") == (
        "a.py 7번째 줄: X: 모양이 (3, 4)인 배열 (dtype float64); k: 2; xs: 길이가 3인 list; cell: Cell 객체."
    )
    assert operands_text(Fault(base="E", type="E", message="m", operands=found), "en") == ""
    assert operands_text(Fault(base="E", type="E", message="m", frames=fault.frames), "en") == ""


# The sizes are of no other number that a report could hold by chance.
HIDDEN = '''import numpy as np
import pytest

{mark}
def test_doubles(check):
    """double() doubles."""
    check.double(np.zeros((7919, 3)))
'''
REFERENCE = "import numpy as np\n\n\ndef double(x):\n    return 2 * np.asarray(x)[0]\n"
WRONG = """import numpy as np


def double(x):
    rows = len(x)
    w = np.ones(4)
    wx = x @ w
    return wx
"""


def shown(grade: Grade) -> dict[str, str]:
    """All that a student sees, by document."""
    revealed, screen = reveal(grade), io.StringIO()
    summary(revealed, "en", Console(file=screen, width=300))
    files = (("work.py", WRONG.encode()),)
    page = render_report(revealed, title=Text("t"), files=files, lang="en")
    documents = {"page": page, "results": results_line(revealed, "en"), "terminal": screen.getvalue()}
    return {name: re.sub(r"\b[0-9a-f]{64}\b", "", text) for name, text in documents.items()}  # a digest may hold any digits


@pytest.mark.long(seconds=2)
@pytest.mark.parametrize("level", ["values", "counterexample"])
def test_a_product_that_does_not_fit(make_course: MakeCourse, marker: MakeMarker, level: str) -> None:
    """``(7919, 3) @ (4,)``, from the student's file to page, document and terminal; an older grade has no operands."""
    course = make_course(grading=f"reveal: {level}\n", reference=REFERENCE, hidden=HIDDEN.format(mark=""))
    grade = marker(course).grade(WRONG)
    fault = fault_of(grade.cases[0])
    assert [(each.name, each.type, each.text) for each in fault.operands] == [
        ("x", "float64", "(7919, 3)"),
        ("w", "float64", "(4,)"),
    ]
    sentence = (
        "In work.py, line 7: x is an array of shape (7919, 3) and dtype float64; w is an array of shape (4,) and dtype float64."
    )
    for name, text in shown(grade).items():
        assert ("shape (4,) and dtype float64." if level == "counterexample" else sentence) in text, name
    old = GRADE.dump_json(grade).replace(b'"operands"', b'"unknown"')
    assert fault_of(GRADE.validate_json(old).cases[0]).operands == ()
    assert GRADE.validate_json(GRADE.dump_json(grade)) == grade


@pytest.mark.long(seconds=2)
@pytest.mark.parametrize("level", ["none", "verdict", "message"])
def test_a_closed_case_tells_no_shape(make_course: MakeCourse, marker: MakeMarker, level: str) -> None:
    """By the assignment's level, and by a mark on the one case."""
    for grading, mark in ((level, ""), ("counterexample", f'@pytest.mark.reveal("{level}")')):
        course = make_course(grading=f"reveal: {grading}\n", reference=REFERENCE, hidden=HIDDEN.format(mark=mark))
        grade = marker(course).grade(WRONG)
        assert fault_of(grade.cases[0]).operands, "staff's grade has them"
        closed: CaseResult = reveal(grade).cases[0]
        assert closed.fault is None or closed.fault.operands == ()
        for name, text in shown(grade).items():
            assert "7919" not in text, name
            assert "an array of shape" not in text, name
