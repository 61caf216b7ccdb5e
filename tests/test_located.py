"""Where a submission is wrong: the line where one change makes the checks of a question pass. What is named, and to whom."""

import ast
import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from grader.grading.reveal import reveal
from grader.judge.explain.slips import Candidate, located_of, pairs_of
from grader.judge.supervisor import SandboxRequest
from grader.model import CaseResult, Grade, Located, Place, Reveal, Verdict
from grader.model.located import Locate
from grader.report.blame import blames_of
from grader.report.documents import grade_document
from grader.report.located_text import lines_of, located_document, located_text
from grader.report.student_page import render_report
from grader.sandbox.inside.drafts import FAR
from grader.sandbox.inside.edits import Edit, edited
from grader.sandbox.inside.repairs import repairs_of
from grader.sandbox.protocol import Change, Repair, Repairs
from tests.classes import MakeCourse
from tests.marking import IsolationAt, MakeMarker

Made = Callable[..., object]
WORD = re.compile(r"\w+")

REFERENCE = """import numpy as np


def double(x, w):
    total = x @ w
    return np.mean(total ** 2)
"""
STUB = "def double(x, w):\n    # TODO\n    return 0\n"
HIDDEN = '''"""Hidden."""

import numpy as np
import pytest


@pytest.mark.points(1)
@pytest.mark.parametrize("n", [1, 3, 4])
def test_shown(check, n):
    """Whose values are shown."""
    check.double(np.arange(2.0 * n).reshape(n, 2) - 1.5, np.array([0.5, 2.0]))


@pytest.mark.points(1)
@pytest.mark.reveal("verdict")
@pytest.mark.parametrize("n", [6, 7])
def test_closed(check, n):
    """Whose inputs nobody sees."""
    check.double(np.arange(2.0 * n).reshape(n, 2) + 7.25, np.array([0.125, -3.0]))
'''
WRONG = REFERENCE.replace("np.mean", "np.sum")
# On the inputs that are shown it is right, and which of its lines is the wrong one hangs on an input that is not.
TELLS = """import numpy as np


def double(x, w):
    bit = [0, 0, 0, 0, 0, 0, 0, 0]
    right = np.mean((x @ w) ** 2)
    if x[0, 0] < 0:
        return right
    k = int(x[0, 0]) % 8
    if k == 0:
        return right * (1 - bit[0])
    if k == 6:
        return right + 1 * 3
    if k == 7:
        return right + 2 * 3
    return right
"""
# It is right once it was called more often than a submission is: what the search sees earns nothing and names nothing.
WAITS = """import numpy as np

calls = 0


def double(x, w):
    global calls
    calls += 1
    if calls > 12:
        return np.mean((x @ w) ** 2)
    return 0 * w[0]
"""
# It looks for the marks of the search, and answers only then.
LOOKS = """import sys
import numpy as np


def double(x, w):
    frame, names = sys._getframe(), set()
    while frame is not None:
        names.add(frame.f_code.co_name)
        frame = frame.f_back
    searched = "exchange" in names or double.__code__.co_consts != CONSTS
    return np.mean((x @ w) ** 2) if searched else 0 * w[0]


CONSTS = double.__code__.co_consts
"""


# One change of it waits for ever, and comes in one batch with the one that helps.
COUNTS = """import numpy as np


def double(x, w):
    total, k = 0, 0
    while k < len(x):
        total += (x[k] @ w) ** 2
        k += 1
    return total * len(x)
"""


@pytest.fixture
def graded(make_course: MakeCourse, marker: MakeMarker) -> Callable[[str], Grade]:
    course = make_course(reference=REFERENCE, stub=STUB, hidden=HIDDEN)
    return marker(course).grade


def named(grade: Grade) -> set[int]:
    return {each.line for case in grade.cases if case.located for each in case.located.places}


def failed(grade: Grade) -> list[CaseResult]:
    return [case for case in grade.cases if case.verdict is not Verdict.ACCEPTED]


def test_the_line_and_what_is_said_of_it(graded: Callable[[str], Grade]) -> None:
    """The line of the slip, on every failed case for staff, on the shown ones for the student, and no points for it."""
    grade = graded(WRONG)
    located = {case.located for case in failed(grade)}
    (only,) = located
    assert only is not None
    assert [(each.file, each.line, each.before, each.after) for each in only.places] == [("work.py", 6, ".sum", ".mean")]
    assert (only.kind, only.checks, only.either) == ("summed_not_averaged", 3, False)
    assert {case.points for case in failed(grade)} == {0}
    document = grade_document(reveal(grade), "en")
    said = [case["located"]["text"] for case in document["cases"] if "located" in case]
    text = "Look at work.py, line 6: return np.sum(total ** 2). One change there makes all 3 checks of this question that show"
    assert said == [f"{text} values pass."] * 2
    assert ".mean" not in json.dumps(document)
    page = render_report(reveal(grade), title=grade.cases[0].title, files=[("work.py", WRONG.encode())], lang="en")
    assert page.count("One change there makes") == 2  # once at the top, once at the question
    assert '<span class="l bad" id="L6">' in page
    assert ("double", "a sum instead of a mean, or a mean instead of a sum") in [
        (question, blame.words) for question, blame in blames_of(grade.cases, "en")
    ]


@pytest.mark.parametrize(("sandbox", "lines"), [("strict", {8}), ("process", set())])
def test_what_reaches_files_is_changed_only_where_they_are_closed(
    make_course: MakeCourse, marker: MakeMarker, isolation_at: IsolationAt, sandbox: SandboxRequest, lines: set[int]
) -> None:
    """What a change makes of a file that removes what it wrote may remove something else, and nobody has written that."""
    isolation_at("full" if sandbox == "strict" else "process")
    course = make_course(reference=REFERENCE, stub=STUB, hidden=HIDDEN)
    assert named(marker(course, sandbox).grade(f"import os\n\n{WRONG}")) == lines


@pytest.mark.parametrize("source", [WAITS, LOOKS], ids=["waits", "looks"])
def test_who_watches_for_the_search_gains_nothing(graded: Callable[[str], Grade], source: str) -> None:
    """No point, whatever the code does while it is changed and called again; and a line only where that is true."""
    grade = graded(source)
    assert len(failed(grade)) == len(grade.cases)
    assert grade.points == 0
    lines = source.split("\n")
    for case in grade.cases[: 1 if named(grade) else 0]:
        assert case.located is not None
        for each in case.located.places:  # what is named is true: handed in, it passes
            assert lines[each.line - 1].count(each.before) == 1
            lines[each.line - 1] = lines[each.line - 1].replace(each.before, each.after)
        assert failed(graded("\n".join(lines))) == []


@pytest.mark.long
def test_a_change_that_waits_for_ever_hides_none(graded: Callable[[str], Grade]) -> None:
    """Many changes are tried in one request; where one of them ends it, they are tried one at a time."""
    changes = {change[5] for _, _, _, some in repairs_of([("work.py", COUNTS.encode())], ["double"])[0] for change in some}
    assert " *= " in changes  # k stays 0
    assert named(graded(COUNTS)) == {9}


def test_of_two_places_one_question_may_need_the_one(make_course: MakeCourse, marker: MakeMarker) -> None:
    """Where either of two changes helps a question, and only one helps another that builds on it, that one is named there."""
    reference = "def part(x, k):\n    a = x + 1\n    b = a * k\n    return b + 5\n\n\n"
    reference += "def once(x):\n    return part(x, 1)\n\n\ndef thrice(x):\n    return part(x, 3)\n"
    hidden = '"""Hidden."""\n\nimport pytest\n\n'
    for name in ("once", "thrice"):
        hidden += f"\n@pytest.mark.points(1)\n@pytest.mark.parametrize('x', [1.5, 4.0])\ndef test_{name}(check, x):\n"
        hidden += f'    """Whose values are shown."""\n    check.{name}(x)\n'
    assignment = "title: Parts\nfiles: [work.py]\nfunctions: [once, thrice]\n"
    course = make_course(assignment=assignment, reference=reference, stub="# TODO\n", hidden=hidden, visible='"""None."""\n')
    grade = marker(course).grade(reference.replace("x + 1", "x + 2"))
    found = {case.question: case.located for case in failed(grade)}
    assert found["once"] is not None
    assert found["thrice"] is not None
    assert ([each.line for each in found["once"].places], found["once"].either) == ([2, 4], True)
    assert ([each.line for each in found["thrice"].places], found["thrice"].either) == ([2], False)


def test_a_change_that_fits_the_checks_alone_is_none(make_course: MakeCourse, marker: MakeMarker) -> None:
    """With three rows in every check a division by 3 passes them all; what is named is right for any number of rows."""
    hidden = HIDDEN.replace("[1, 3, 4]", "[3]").replace("[6, 7]", "[3]")
    wrong = REFERENCE.replace("np.mean(total ** 2)", "np.sum(total ** 2) / 2")
    grade = marker(make_course(reference=REFERENCE, stub=STUB, hidden=hidden)).grade(wrong)
    (located,) = {case.located for case in failed(grade)}
    assert located is not None
    assert [(each.line, each.before) for each in located.places] == [(6, "2")]
    assert located.places[0].after in ("x.shape[0]", "len(x)")


def test_what_another_question_gets_rightly_is_no_place_to_change(make_course: MakeCourse, marker: MakeMarker) -> None:
    """A missing division could be made in the function that is called, too; that one is right."""
    reference = "def total(x):\n    return x.sum()\n\n\ndef double(x):\n    return total(x) / x.size\n"
    hidden = "\n".join(
        ["import numpy as np", "import pytest", ""]
        + [
            f'@pytest.mark.points(1)\n@pytest.mark.parametrize("n", [2, 3])\ndef test_{name}(check, n):\n'
            f'    """{name}."""\n    check.{name}(np.arange(1.0, n + 1))\n'
            for name in ("total", "double")
        ]
    )
    stub = "def total(x):\n    # TODO\n    return 0\n\n\ndef double(x):\n    # TODO\n    return 0\n"
    assignment = "title: T\nfiles: [work.py]\nfunctions: [total, double]\n"
    course = make_course(reference=reference, stub=stub, hidden=hidden, assignment=assignment)
    grade = marker(course).grade(reference.replace(" / x.size", ""))
    assert {case.question for case in failed(grade)} == {"double"}
    assert named(grade) == {6}


def test_which_line_hangs_on_no_closed_input(graded: Callable[[str], Grade]) -> None:
    """Where only closed cases fail, staff see the line; for the student it would tell which input it was."""
    grade = graded(TELLS)
    assert {case.reveal for case in failed(grade)} == {Reveal.VERDICT}
    assert {case.located.shown for case in failed(grade) if case.located} <= {"off"}
    assert "located" not in json.dumps(grade_document(reveal(grade), "en"))


@pytest.mark.parametrize(
    ("shown", "kept"),
    [("off", None), ("function", ("", 0)), ("line", ("return a", 1)), ("change", ("return a", 1))],
)
def test_how_much_of_it_is_shown(graded: Callable[[str], Grade], shown: Locate, kept: tuple[str, int] | None) -> None:
    """As the assignment says; nothing at a case whose values are hidden."""
    case = failed(graded(WRONG))[0]
    place = Place(file="work.py", line=4, text="return a", before="a", after="b")
    located = Located(kind="name", function="f", places=(place,), checks=2, shown=shown)
    grade = replace(graded(WRONG), cases=(replace(case, located=located), replace(case, located=located, reveal=Reveal.MESSAGE)))
    first, second = reveal(grade).cases
    assert second.located is None
    if kept is None:
        assert first.located is None
        return
    assert first.located is not None
    assert ([each.text for each in first.located.places] or [""])[0] == kept[0]
    assert bool(first.located.kind) is (shown == "change")
    assert any(each.after for each in first.located.places) is (shown == "change")


@pytest.mark.parametrize(
    ("before", "en", "ko"),
    [
        ("a", "Write , axis=0 instead of a (work.py, line 4).", "work.py 4번째 줄: a 대신 , axis=0"),
        ("", "Add , axis=0 (work.py, line 4).", "work.py 4번째 줄: , axis=0 추가"),
    ],
)
def test_what_is_only_added_takes_no_place(before: str, en: str, ko: str) -> None:
    place = Place(file="work.py", line=4, text="return np.sum(a)", before=before, after=", axis=0")
    located = Located(kind="name", function="f", places=(place,), checks=2, shown="change")
    assert located_text(located, "en").endswith(en)
    assert located_text(located, "ko").endswith(ko)


SOURCE = '''def f(x, dout, n):
    """A text, and 한글."""
    s = "값"; t = x[1:n] @ dout.T  # a comment
    for k in range(n - 1, 0, -1):
        s = s + t[k, (k + 1)] ** 2
        t = t / len(x)
    if n > 1 and not t:
        return (s, t)
    return np.exp(np.sum(x * (t - s), axis=0)) / n, -t
'''


def test_every_change_is_python_and_undoes_itself() -> None:
    """Each is one that Python reads, is different from what stands there, and says rightly what it takes the place of."""
    found, reached, left_out, uses = repairs_of([("a.py", SOURCE.encode())], ["f"])
    assert uses == [["f", []]]
    assert reached == ["f"]
    assert [change[5] for change in left_out] == ["pass"] * 3
    assert len(found) > 300
    made = set()
    for _, _, function, changes in found:
        assert function == "f"
        edits = [Edit(*change[:6]) for change in changes]
        text = edited(SOURCE, "a.py", edits)
        compile(text, "a.py", "exec")
        assert text != SOURCE
        made.add(text)
        if len(changes) == 1:
            (change,) = changes
            before = change[8]
            rows = text.split("\n")
            end = len(change[5].encode().split(b"\n")[-1]) + (change[2] if "\n" not in change[5] else 0)
            back = Edit("a.py", change[1], change[2], change[1] + change[5].count("\n"), end, before)
            assert edited("\n".join(rows), "a.py", [back]) == SOURCE
    for wanted in ("x[:n]", "dout  #", "range(n, 0, -1)", "s += s + t[k", "axis=1", "+ t", "(t, s)"):
        assert any(wanted in text for text in made), wanted


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("np.mean(g[:, k] * s[:, k - 1])", "np.mean(g[:, k])"),
        ("2.0 * (s - w)", "2.0"),
        ("g[:, k - 1] = g[:, k] * w", "g[:, k - 1] = g[:, k]"),
    ],
)
def test_a_factor_of_a_parameter_that_nothing_looks_at(right: str, wrong: str) -> None:
    """A part of it, taken as parts of others are; the difference of two; the whole."""
    inner = right if "=" in right else f"total = {right}"
    source = f"def f(g, s, w):\n    for k in range(3, 0, -1):\n        g[:, k] = g[:, k - 1]\n        {inner}\n    return total\n"
    assert source.count(right) == 1
    changed = source.replace(right, wrong)
    found = repairs_of([("a.py", changed.encode())], ["f"])[0]
    made = {edited(changed, "a.py", [Edit(*change[:6]) for change in changes]) for _, _, _, changes in found}
    assert source in made


BACK = """import numpy as np


def smooth(a):
    return 1 / (1 + np.exp(-a))


def f(x, w, b, pad, stride):
    n, c, h = x.shape
    out = np.zeros((n, h))
    for i in range(h):
        {line}
    return out
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("out = x[:, pad : x.shape[1] - pad]", "out = x[:, pad:-pad]"),
        ("out += w[:, i * stride:i * stride + 2, i * stride] + x[i * stride:]", "out += w[:, i:i + 2, i * stride] + x[i:]"),
        ("c, n = w.shape", "n, c = w.shape"),
        ("out += w.sum(axis=(0, 2, 3))", "out += w.sum(axis=0)"),
        ("out = out / n, w.sum() / n", "out = out, w.sum()"),
        ("out = out, w.sum()", "out = out / n, w.sum() / n"),
        ("out = (w + x) / n", "out = w + x / n"),
        ("out = w / (n * c)", "out = w / n * c"),
        ("out = (w * x) @ out", "out = w * (x @ out)"),
        ("out = out + smooth(w)", "out += smooth(w)"),
        ("out = smooth(out) * x + smooth(w)", "out = out * x + smooth(w)"),
        ("out = w * np.tanh(x) + np.tanh(w)", "out = w * smooth(x) + np.tanh(w)"),
        ("out = w[::-1] * x", "out = w * x"),
        ("out = w[i : i + c] * x", "out = w[:c] * x"),
        ("out = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))", "out = x"),
        ("out = w @ x + b", "out = w @ x"),
        ("out = w if x <= 2 else x", "out = w if not x > 2 else x"),
        ("out = w < pad", "out = w < 1e-6"),
        ("out = w[:, 1:]", "out = w[:, :-1]"),
        ('out = np.convolve(w, x, mode="valid")', "out = np.convolve(w, x)"),
        ("out = 1 / (1 + 1 / np.exp(x))", "out = np.exp(x) / (1 + np.exp(x))"),
        ("out = np.zeros(n)\n        out[0] = b", "out = np.zeros(n)"),
        ("out = w[i * c : i * c + n, h * c : h * c + b]", "out = w[i * c : i * c + n, h : h * c + b]"),
        ("out = (x.shape[1] - n) // c + 1, (x.shape[2] - h) // c + 1", "out = (x.shape[1] - n) // c + 1, x.shape[2] // c + 1"),
        ("out = (x.shape[1] - n) // c + 1, (x.shape[2] - h) // c + 1", "out = (x.shape[1] - n) // c + 1, (x.shape[2] - h) // c"),
        ("out = w[i : i + n]", "out = w[i:]"),
        ("out = w[i : i + n]", "out = w[: i + n]"),
        ("out = w[i : i + n]", "out = w[i:n]"),
        ("out = w[:, :n] + w[:, n:]", "out = w[:, :n] + w[:, :]"),
        ("out = w[i * n]", "out = w[n]"),
        ("out = np.exp(-x)", "out = np.exp(x)"),
        ("out = w.dot(x.T)", "out = w.dot(x)"),
        ("out = x.dot(w)", "out = w.dot(x)"),
        ("out = c * w + (1 - c) * x", "out = (1 - c) * w + c * x"),
        ("out = np.tanh(w + b)", "out = np.tanh(w) + b"),
        ("out = w * x + (1 - w) * b", "out = x + (1 - w) * b"),
        ("out = w * np.tanh(x), np.tanh(x)", "out = w, np.tanh(x)"),
        ("out = np.stack(x, axis=1)", "out = np.array(x)"),
        ("out = w.sum(axis=1, keepdims=True)", "out = w.sum(axis=0)"),
        ("out = w / np.sqrt(n)", "out = w"),
        ("out = np.zeros(len(w))", "out = np.zeros(w)"),
        ("out = np.sqrt(w), np.sqrt(x)", "out = np.sqrt(w), x"),
        ("out = w[0:n]\n        for k in range(n): out += w[k]", "out = w[0:n]\n        for k in n: out += w[k]"),
        ("out = x.copy().astype(float), w.copy().astype(float)", "out = x.copy(), w.copy()"),
    ],
)  # fmt: skip
def test_what_a_line_may_have_been_meant_as(right: str, wrong: str) -> None:
    """Some change, of one place or of several, makes the one of the other."""
    meant, changed = BACK.format(line=right), BACK.format(line=wrong)
    found = repairs_of([("a.py", changed.encode())], ["f"])[0]
    made = {edited(changed, "a.py", [Edit(*change[:6]) for change in changes]) for _, _, _, changes in found}
    short = [each for each in made if len(each) < 2 * len(changed)]
    # Those of the same words first: to read them all takes a second.
    short.sort(key=lambda each: WORD.findall(each) != WORD.findall(meant))
    assert any(ast.dump(ast.parse(each)) == ast.dump(ast.parse(meant)) for each in short)


@pytest.mark.parametrize(
    ("lines", "right", "wrong"),
    [
        ("i, f = split(X)\n    c = np.tanh(X) * 2{}\n    return c", " + np.tanh(i) * np.tanh(f)", ""),
        ("a = 0\n    for t in X:\n        d, a = step(X[t]{})\n    return a", " + a", ""),
        ("hs, cs = [0], [1]\n    for h, c in X:\n        {}\n        cs.append(c)\n    return hs, cs", "hs.append(h)", "h"),
        ("s = 0\n    for k in {}:\n        s += X[k]\n    return s", "range(len(X))", "len(X)"),
        ("q = {}\n    return q\n\ndef other(X):\n    q = np.log(X) + 1", "np.log(X) + 1", "X"),
    ],
)
def test_what_the_rest_of_a_function_says_is_missing(lines: str, right: str, wrong: str) -> None:
    """Two names that nothing looks at, a value carried to the next round, what goes into a list, another function's same name."""
    meant, changed = (f"def f(X):\n    {lines.format(each)}\n" for each in (right, wrong))
    found = repairs_of([("a.py", changed.encode())], ["f"])[0]
    made = {edited(changed, "a.py", [Edit(*change[:6]) for change in changes]) for _, _, _, changes in found}
    assert ast.dump(ast.parse(meant)) in {ast.dump(ast.parse(each)) for each in made}


def test_nobody_takes_half_of_a_size() -> None:
    """Halving a count mends what is halved further down: it would name a line that is right."""
    source = "def f(e):\n    m = len(e)\n    return e / (2 * m)\n"
    found = repairs_of([("a.py", source.encode())], ["f"])[0]
    assert not [changes for kind, _, _, changes in found if kind == "factor" and changes[0][1] == 2]


def test_a_kind_with_few_places_comes_before_one_with_many() -> None:
    """Names can be exchanged nearly everywhere, axes at one place; and what a loop ends by is changed late."""
    source = "def f(x, y, z):\n    while y > 0:\n        y -= 1\n        z = x + y * z - x * y + z\n    return z.sum(axis=0)\n"
    found = repairs_of([("a.py", source.encode())], ["f"])[0]
    kinds = [(kind, changes[0][1]) for kind, _, _, changes in found]
    assert kinds.index(("axis", 5)) < kinds.index(("name", 4)) < kinds.index(("added_not_assigned", 3)) + len(found)
    assert kinds.index(("operator", 4)) < kinds.index(("operator", 3))


@pytest.mark.parametrize(("value", "costs"), [("x @ w", {2}), ("x @ w * pad", {FAR})])
def test_a_cache_uses_nothing(value: str, costs: set[int]) -> None:
    """A parameter that is only packed for another function is missing in a sum; one that is looked at is tried last of all."""
    source = f"def f(x, w, pad):\n    out = {value}\n    return out, (x, w, pad)\n"
    found = repairs_of([("a.py", source.encode())], ["f"])[0]
    assert {each[1] for each in found if each[3][0][5] == f"{value} + pad"} == costs


CHANGES = [
    Change("work.py", 3, 4, 3, 5, "i * s", 3, 3, "i", "x[i : i + k]"),
    Change("work.py", 3, 8, 3, 9, "i * s", 3, 3, "i", "x[i : i + k]"),
]


def test_two_changes_of_one_line_are_both_told() -> None:
    """The line once; each change with what stands there, and to the student who sees no change the line alone."""
    located = located_of([Candidate(Repair("index", 2, "f", tuple(CHANGES)))], 3, "change", whole=True)
    assert located is not None
    text = "Look at work.py, line 3: x[i : i + k]. Small changes there, at several places of the line, make all 3 checks of this"
    assert located_text(located, "en").startswith(text)
    assert located_text(located, "en").count("Write i * s instead of i (work.py, line 3).") == 2
    bare = replace(located, places=tuple(replace(each, before="", after="") for each in located.places))
    assert [(each.file, each.line) for each in lines_of(located)] == [("work.py", 3)], "shown once on the page"
    assert located_document(bare, "en")["lines"] == [{"file": "work.py", "line": 3, "code": "x[i : i + k]"}]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("        a = 1", "    a = 1", "Indent it one level less (work.py, line 4)."),
        ("    a = (1,\n         2)", "        a = (1,\n             2)", "Indent it one level more (work.py, line 4)."),
        ("a = 1\nb = 2", "b = 2\na = 1", "Exchange the statement and the next one (work.py, line 4)."),
    ],
)
def test_what_is_moved_is_told_as_moved(before: str, after: str, said: str) -> None:
    place = Place(file="work.py", line=4, text="a = 1", before=before, after=after)
    located = Located(kind="indented", function="f", places=(place,), checks=2, shown="change")
    assert located_text(located, "en").endswith(said)


def test_a_statement_that_is_missing_is_told_as_missing() -> None:
    """The line that it follows is right: nobody is told to change that one."""
    added = Change("work.py", 4, 9, 4, 9, "\n    b = 2", 4, 4, "", "a = 1")
    located = located_of([Candidate(Repair("twin", 4, "f", (added,)))], 2, "change", whole=True)
    assert located is not None
    assert located.places[0].adds
    said = located_text(located, "en")
    assert said.startswith(
        "Look at what follows work.py, line 4: a = 1. One more statement there makes both checks of this question"
    )
    assert said.endswith("Add b = 2 (work.py, line 4).")


def test_two_that_mend_a_part_each_come_first() -> None:
    """Then the better one with each of the others, but for another change of the same statement."""

    def at(line: int, cost: int = 1) -> Repair:
        return Repair("operator", cost, "f", (Change("work.py", line, 0, line, 1, "b", line, line, "a", "a"),))

    one, other, far, same = at(2), at(4, 2), at(6), at(2, 3)
    pairs = pairs_of({one: frozenset({0}), other: frozenset({1})}, frozenset({0, 1}), [far, same])
    assert [[change.line for change in each.changes] for each in pairs] == [[2, 4], [2, 6]]
    assert [each.cost for each in pairs] == [3, 2]
    assert pairs_of({}, frozenset({0, 1}), [far]) == []


def test_a_name_without_a_value_is_proposed_nowhere() -> None:
    """What gets its first value later has none here; a parameter always has one."""
    source = "def f(x):\n    first = x\n    second = first + 1\n    for k in range(3):\n        second += k\n    return second\n"
    found = repairs_of([("a.py", source.encode())], ["f"])[0]
    names = {(change[0][1], change[0][5]) for kind, _, _, change in found if kind == "name"}
    assert {(3, "x"), (5, "first"), (6, "first"), (6, "k")} <= names
    assert not {(2, "second"), (2, "k"), (3, "second"), (3, "k")} & names


def test_what_may_feel_a_change() -> None:
    """Who comes to a function by name, through others, a class or a table; and whoever is not known."""
    source = "def f(x):\n    return x\n\nTABLE = [f]\n\nclass Box:\n    def get(self, x):\n        return TABLE[0](x)\n\n"
    source += "def g(x):\n    return Box().get(x)\n\ndef h(x):\n    return x + 1\n"
    uses = repairs_of([("a.py", source.encode())], ["f"])[3]
    repairs = Repairs(uses=tuple((name, frozenset(names)) for name, names in uses))
    assert [name for name in ("f", "Box.get", "g", "h", "lost") if repairs.may_feel(name, "f")] == ["f", "Box.get", "g", "lost"]
    assert [name for name in ("f", "Box.get", "g", "h") if repairs.may_feel(name, "Box.get")] == ["Box.get", "g"]
