"""Explanations end to end: a judge, real student processes, and what stands in the documents afterwards."""

import builtins
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from grader.grading.reveal import reveal
from grader.judge.launcher import SET
from grader.judge.supervisor import Judge
from grader.model import Grade, Reveal, Submission, Verdict
from grader.report.documents import grade_document, results_line
from grader.report.student_page import render_report
from tests.classes import MakeCourse

ROOT = Path(__file__).parents[1]
SOLUTION = ROOT / "solutions" / "rnn_bptt"
REFERENCE = (SOLUTION / "rnn_bptt.py").read_text(encoding="utf-8")
MISTAKES = tuple(sorted((SOLUTION / "mistakes").glob("*.py")))
# Each gate has every third; that each is named by its hint is asked by ``verify`` as well.
EACH = [pytest.param(path, marks=pytest.mark.exhaustive if number % 3 else ()) for number, path in enumerate(MISTAKES)]


def submission(text: str, file: str = "rnn_bptt.py") -> Submission:
    return Submission(student="s", file=file, files=((file, text.encode()),))


def with_mistake(path: Path) -> Submission:
    return submission(REFERENCE + "\n\n" + path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge(ROOT, "rnn_bptt", sandbox="process") as judge:
        yield judge


Grading = Callable[..., Grade]


@pytest.fixture
def grading(make_course: MakeCourse) -> Iterator[Grading]:
    """``grading(text, hidden=..., reference=..., ...)``: the grade of one file in a small course."""
    judges = []

    def grade(text: str, *, feedback: bool = True, mistakes: dict[str, str] | None = None, **course: str) -> Grade:
        folder = make_course(**course)
        for name, source in (mistakes or {}).items():
            path = folder / "solutions" / "doubling" / "mistakes" / f"{name}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(source)
        judges.append(Judge(folder, "doubling", sandbox="process", feedback=feedback))
        return judges[-1].grade(submission(text, "work.py"))

    yield grade
    for each in judges:
        each.close()


def suite(*calls: str, names: str = "check, rng") -> str:
    """A hidden suite with a test for each call."""
    tests = "".join(f'\n\ndef test_{number}({names}):\n    """It works."""\n    {call}\n' for number, call in enumerate(calls, 1))
    return f'"""Hidden."""\nimport numpy as np\n{tests}'


def evaluated(text: str, namespace: dict[str, object]) -> object:
    """A counterexample is Python that can be pasted; in these tests the file is our own."""
    return eval(text, {"np": np, **namespace})  # noqa: S307  # see above


@pytest.mark.parametrize("path", EACH, ids=lambda path: path.stem)
@pytest.mark.long
def test_every_mistake_is_named_by_its_own_hint(judge: Judge, path: Path) -> None:
    """And its smallest input has at most four numbers an argument, can be pasted, and gives what is said of it."""
    grade = judge.grade(with_mistake(path))
    failed = [case for case in grade.cases if case.points < case.max_points]
    assert failed
    hint = judge.assignment.mistake(path.stem).hint
    for case in failed:
        assert [(each.name, each.hint) for each in case.findings if each.kind == "known_mistake"] == [(path.stem, hint)], case.case
    smallest = [case.counterexample for case in failed if case.counterexample is not None]
    assert smallest
    namespaces: list[dict[str, object]] = [{}, {}]
    exec(REFERENCE, namespaces[0])  # noqa: S102  # the course's own file
    exec(REFERENCE + path.read_text(encoding="utf-8"), namespaces[1])  # noqa: S102  # as above
    for found in smallest:
        assert found.numbers <= 4, found
        np.testing.assert_equal(evaluated(found.expected, {}), evaluated(found.call, namespaces[0]))
        if found.raised:
            with pytest.raises(getattr(builtins, found.raised)):
                evaluated(found.call, namespaces[1])
        else:
            np.testing.assert_equal(evaluated(found.actual, {}), evaluated(found.call, namespaces[1]))


@pytest.mark.exhaustive
def test_the_same_bytes_on_every_run(judge: Judge) -> None:
    """In another order, in another judge: nothing that a student reads differs."""
    chosen = [with_mistake(path) for path in MISTAKES[:4]]
    first = [results_line(reveal(judge.grade(each)), "en") for each in chosen]
    with Judge(ROOT, "rnn_bptt", sandbox="process") as other:
        second = [results_line(reveal(other.grade(each)), "en") for each in reversed(chosen)]
    assert first == second[::-1]


def test_what_is_right_is_asked_nothing(judge: Judge) -> None:
    """A passing submission has no findings, and no explanation is begun."""
    grade = judge.grade(submission(REFERENCE))
    assert grade.points == grade.max_points
    assert all(case.findings == () and case.counterexample is None and case.given == () for case in grade.cases)


def test_feedback_off_changes_no_point(grading: Grading) -> None:
    """--feedback off: the same verdicts and points, and nothing searched for."""
    wrong = "def double(x):\n    return 2 * x + 1\n"
    full, off = grading(wrong), grading(wrong, feedback=False)
    assert [(case.verdict, case.points) for case in full.cases] == [(case.verdict, case.points) for case in off.cases]
    assert all(case.counterexample and case.findings for case in full.cases)
    assert all(case.counterexample is None and not case.findings for case in off.cases)


def test_a_search_without_strategies(grading: Grading) -> None:
    """Related arrays are cut together, and the call fits in a line."""
    grade = grading(
        "def double(X, t):\n    return ((X.sum(axis=1) - t) ** 2).sum()\n",
        reference="def double(X, t):\n    return ((X.sum(axis=1) - t) ** 2).mean()\n",
        hidden=suite(*[f"check.double(rng.normal(size=({n}, {m})), rng.normal(size={n}))" for n, m in ((6, 3), (2, 5), (4, 4))]),
    )
    found = grade.cases[0].counterexample
    assert found is not None
    assert found.numbers == 4, "two rows of two: one of either would be too special"
    assert found.call.startswith("double(")
    assert [(each.kind, each.name) for each in grade.cases[0].findings] == [("ratio_size", "X.shape[0]")]


def test_what_is_wrong_on_ties_alone_is_made_smaller(grading: Grading) -> None:
    """The suite's own input has a tie, so a smaller one may have it, too: nothing else would fail."""
    pairs = "def double(y, s):\n    d = s[y == 1][:, None] - s[y == 0]\n    return ((d > 0) + {share} * (d == 0)).mean()\n"
    scores = "[0.8, 0.5, 0.2, 0.6, 0.4, 0.2, 0.1, 0.3, 0.9]"
    grade = grading(
        pairs.format(share=0),
        reference=pairs.format(share=0.5),
        hidden=suite(f"check.double(np.arange(9) % 2, np.array({scores}))", "check.double(np.arange(5) % 2, rng.uniform(size=5))"),
    )
    assert [case.verdict for case in grade.cases] == [Verdict.WRONG_ANSWER, Verdict.ACCEPTED]
    found = grade.cases[0].counterexample
    assert found is not None
    assert found.reduced
    assert found.numbers <= 4


def test_an_exception_is_made_smaller(grading: Grading) -> None:
    """A submission that raises gets the smallest input that still raises the same."""
    grade = grading("def double(x):\n    return 2 * x[:-1] + x[1:2]\n", hidden=suite("check.double(rng.normal(size=(5,)))"))
    assert grade.cases[0].counterexample is not None
    grade = grading("def double(x):\n    return x['a']\n", hidden=suite("check.double(rng.normal(size=(5, 5)))"))
    found = grade.cases[0].counterexample
    assert found is not None
    # Of one size alone no less than two is known to be meant.
    assert (found.raised, found.numbers) == ("IndexError", 4)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("import time\n\ndef double(x):\n    return 2 * x + time.monotonic_ns() % 1000 + 1\n", "differs_between_runs"),
        ("calls = []\n\ndef double(x):\n    calls.append(x)\n    return 2 * x + len(calls)\n", "depends_on_calls"),
        ("def double(x, seen=[]):\n    seen.append(1)\n    return 2 * x * len(seen) + 0.5\n", "depends_on_calls"),
    ],
)
def test_what_changes_from_call_to_call(grading: Grading, text: str, kind: str) -> None:
    """Random, or remembering: said as such, and nothing else is made of it."""
    grade = grading(text)
    assert {each.kind for case in grade.cases for each in case.findings} == {kind}


@pytest.mark.long
def test_a_loop_ends_the_search_with_what_it_has(grading: Grading) -> None:
    """A function that never ends on small inputs costs a few seconds and no grade."""
    grade = grading(
        "def double(x):\n    while len(x) < 4:\n        pass\n    return 3 * x\n",
        grading="limits: {wall_s: 1, cpu_s: 1}\n",
        hidden=suite("check.double(rng.normal(size=7))", "check.double(rng.normal(size=5))"),
    )
    assert [case.verdict.value for case in grade.cases] == ["wrong_answer"] * 2
    assert not grade.needs_review


def test_a_submission_cannot_tell_who_asks(grading: Grading) -> None:
    """One that counts its calls to behave in the search only fools itself: points were laid down before."""
    tricky = "calls = []\n\ndef double(x):\n    calls.append(1)\n    return 2 * x if len(calls) > 1 else 2 * x + 1\n"
    grade = grading(tricky, hidden=suite("check.double(1.5)"))
    assert grade.points == 0
    assert {each.kind for each in grade.cases[0].findings} <= {"depends_on_calls"}


def test_large_values_are_not_kept(grading: Grading) -> None:
    """A function that returns as much as the wire carries, on every call, fills no judge with it."""
    grade = grading(
        "import numpy as np\n\ndef double(x):\n    return np.ones((4000, 1000)) * x\n",
        hidden=suite(*["check.double(1.5)"] * 4),
    )
    assert all(case.counterexample is None and not case.findings and "failed" not in case.staff.detail for case in grade.cases)


def test_hostile_values_break_no_explanation(grading: Grading) -> None:
    """Objects, texts, booleans, huge integers, ragged lists, NaN: explained or not, never an error of ours."""
    values = "[object(), 'text' * 9, True, 10**400, [[1.0], [2.0, 3.0]], float('nan'), 1e308j, [], {'a': 1}, np.array(['x']), b'']"
    text = f"import numpy as np\nVALUES = {values}\n\ndef double(x):\n    return VALUES[int(x[0])]\n"
    grade = grading(text, hidden=suite(*[f"check.double(np.array([{number}.5]))" for number in range(11)]))
    assert grade.points == 0
    assert [case.staff.detail for case in grade.cases if "explanation" in case.staff.detail] == []
    assert render_report(reveal(grade), title=grade.cases[0].title, files=(), lang="ko")


def test_two_mistakes_are_told_apart(grading: Grading) -> None:
    """Equal on the suite's own inputs, they differ on the author's draws."""
    inputs = "from hypothesis import strategies as st\n\nSTRATEGIES = {'double': st.integers(-9, 9).map(float)}\n"
    mistakes = {
        "squares": "def double(x):\n    return x * x\n",
        "triples": "def double(x):\n    return 3 * x if x == 3 else x**2\n",
    }
    yaml = "mistakes: {triples: {hint: three}, squares: {hint: a square}}\n"
    hidden = suite("check.double(3.5)", "check.double(5.0)").replace("import numpy as np\n", "import inputs  # noqa: F401\n")
    for name in mistakes:
        grade = grading(mistakes[name], mistakes=mistakes, grading=yaml, hidden=hidden, inputs=inputs)
        found = [each for each in grade.cases[0].findings if each.kind == "known_mistake"]
        # Both are equal wherever the draws go, or the right one of them is named.
        assert [each.name for each in found] in ([name], ["triples"])


@pytest.mark.long(seconds=2)
def test_two_mistakes_at_once_are_both_named(grading: Grading) -> None:
    """One function calls the other, and each is wrong in a known way: the second shows only together with the first."""
    reference = "def double(x):\n    return 2 * x\n\ndef shifted(x):\n    return double(x) + 1\n"
    mistakes = {
        "triples": "def double(x):\n    return 3 * x\n",
        "not_shifted": "def shifted(x):\n    return double(x)\n",
        "squares": "def double(x):\n    return x * x\n",
    }
    course = {
        "assignment": "title: Chain\nfiles: [work.py]\nfunctions: [double, shifted]\n",
        "stub": "def double(x):\n    pass\n\ndef shifted(x):\n    pass\n",
        "reference": reference,
        "hidden": suite("check.double(1.5)", "check.double(4.0)", "check.shifted(2.5)", "check.shifted(0.5)"),
        "grading": "mistakes: {triples: {hint: Two times.}, not_shifted: {hint: And one.}}\n",
    }
    grade = grading("def double(x):\n    return x + x + x\n\ndef shifted(x):\n    return 3 * x\n", mistakes=mistakes, **course)
    named = {case.case: [(each.name, each.words) for each in case.findings if each.kind == "known_mistake"] for case in grade.cases}
    assert named["test_1"] == [("triples", ())]
    assert named["test_3"] == [("not_shifted", ("double",))]
    page = render_report(reveal(grade), title=grade.cases[0].title, files=(), lang="en")
    assert "And one. This is a well-known mistake on top of what is wrong in double:" in page
    # What it has nothing to do with is not named, though it is wrong in a known way as well.
    more = {**course, "assignment": course["assignment"].replace("[double", "[halve, double")}
    halve = "def halve(x):\n    return x / {}\n\n"
    more |= {"reference": halve.format(2) + reference, "hidden": course["hidden"] + suite("check.halve(3.0)").partition("np\n")[2]}
    more["grading"] = course["grading"].replace("}\n", "}, thirds: {hint: By two.}}\n").replace("}}, th", "}, th")
    wrong = halve.format(3) + "def double(x):\n    return x + x + x\n\ndef shifted(x):\n    return 3 * x\n"
    grade = grading(wrong, mistakes={**mistakes, "thirds": halve.format(3)}, **more)
    assert {each.words for case in grade.cases for each in case.findings if each.name == "not_shifted"} == {("double",)}
    # Who makes the first mistake alone is told of that alone, and who makes another in the second of the first alone.
    alone = grading("def double(x):\n    return 3 * x\n\ndef shifted(x):\n    return double(x) + 1\n", mistakes=mistakes, **course)
    assert {each.name for case in alone.cases for each in case.findings if each.kind == "known_mistake"} == {"triples"}
    other = grading("def double(x):\n    return 3 * x\n\ndef shifted(x):\n    return 7 * x\n", mistakes=mistakes, **course)
    assert {each.name for case in other.cases for each in case.findings if each.kind == "known_mistake"} == {"triples"}


def test_a_mistake_in_an_object_explains_every_way_to_fail(grading: Grading) -> None:
    """Of many checks that fail alike some are tried, and of each other way to fail one: what does not give that is not named."""
    box = "class Box:\n    def __init__(self, w):\n        self.w = w\n\n    def get(self, x):\n        return {}\n"
    course = {
        "assignment": "title: Box\nfiles: [work.py]\nfunctions: [Box]\n",
        "stub": box.format("None"),
        "reference": box.format("self.w * x + 1"),
        "hidden": suite(*(f"check.Box(2.0).get({x}.5)" for x in (*range(14), 200))),
        "grading": "mistakes: {not_added: {hint: And one.}}\n",
    }
    mistakes = {"not_added": box.format("self.w * x")}
    whole = grading(box.format("x * self.w"), mistakes=mistakes, **course)
    assert {each.name for case in whole.cases for each in case.findings if each.kind == "known_mistake"} == {"not_added"}
    other = grading(box.format("self.w * x if x < 100 else float('nan')"), mistakes=mistakes, **course)
    assert {each.name for case in other.cases for each in case.findings if each.kind == "known_mistake"} == set()


def test_a_hidden_input_is_not_shown_at_another_case(grading: Grading) -> None:
    """Two cases fail alike; the smaller input is of the one that may not show it, and what is shown is made of the other."""
    hidden = suite("check.double(np.array([77.125, 0.0]))", "check.double(np.array([-3.5, 2.25, 5.0]))").replace(
        "def test_1", "@pytest.mark.reveal('message')\ndef test_1"
    )
    wrong = "def double(x):\n    return 2 * x + (abs(x) > 3) * (len(x) == 2 or x[0] < 0)\n"
    grade = grading(wrong, hidden=hidden.replace("import numpy as np", "import numpy as np\nimport pytest"))
    assert [case.verdict for case in grade.cases] == 2 * [Verdict.WRONG_ANSWER]
    shown = json.dumps(grade_document(reveal(grade), "en"))
    assert "77" not in shown
    found = grade.cases[1].counterexample
    assert found is not None
    assert evaluated(found.call, {"double": lambda x: 2 * x}) is not None


NEEDS = {
    "assignment": "title: Chain\nfiles: [work.py]\nfunctions: [double, half]\nneeds: {half: [double]}\n",
    "stub": "def double(x):\n    return 0\n\ndef half(x):\n    return 0\n",
    "reference": "def double(x):\n    return 2 * x\n\ndef half(x):\n    return x / 4\n",
    "hidden": '''"""Hidden."""
import pytest

@pytest.mark.points(2)
def test_double(check):
    """double() doubles."""
    check.double(1.5)

@pytest.mark.points(3, question="half")
def test_half_of_double(student, near):
    """half(double(x)) is x / 2."""
    assert student.half(student.double(3.0)) == near(1.5)
''',
    "visible": "def test_one(student, near):\n    assert student.double(1.0) == near(2.0)\n",
}


def test_right_given_what_it_needs(grading: Grading) -> None:
    """The later case passes once the earlier function is the reference's; what that earns the assignment says."""
    wrong_first = "def double(x):\n    return 3 * x\n\ndef half(x):\n    return x / 4\n"
    grade = grading(wrong_first, **NEEDS)
    assert [case.given for case in grade.cases] == [(), ("double",)]
    assert grade.points == 0
    paid = grading(wrong_first, grading="given: {half: 1/2}\n", **NEEDS)
    assert [case.points for case in paid.cases] == [0, Fraction(3, 2)]
    assert paid.cases[1].verdict.value == "wrong_answer"
    unpaid = grading(wrong_first, grading="given: {half: 1/2}\n", feedback=False, **NEEDS)
    assert [case.points for case in unpaid.cases] == [case.points for case in paid.cases]


OWN = NEEDS | {
    "assignment": "title: Slope\nfiles: [work.py]\nfunctions: [cube, slope]\nneeds: {slope: [cube]}\n",
    "stub": "def cube(x):\n    pass\n\ndef slope(x):\n    pass\n",
    "reference": "def cube(x):\n    return x**3\n\ndef slope(x):\n    return 3 * x**2\n",
    "hidden": '''"""Hidden."""
import pytest

def test_cube(check):
    """cube() is x to the third."""
    check.cube(1.5)

@pytest.mark.points(1, question="slope")
def test_slope(check):
    """slope() is its derivative."""
    check.slope(1.5)

@pytest.mark.points(1, question="slope")
def test_slope_of_its_own(student, near):
    """slope() agrees with finite differences of your own cube()."""
    numeric = (student.cube(2.0 + 1e-4) - student.cube(2.0 - 1e-4)) / 2e-4
    assert student.slope(2.0) == near(numeric, rtol=1e-5)
''',
    "visible": "def test_one(student, near):\n    assert student.cube(1.0) == near(1.0)\n",
}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        # The exact derivative of a wrong function, and the derivative of nothing.
        ("def cube(x):\n    return x**4\n\ndef slope(x):\n    return 4 * x**3\n", [[], ["fits_own"], []]),
        ("def cube(x):\n    return x**4\n\ndef slope(x):\n    return 5 * x\n", [[], [], ["misfits_own"]]),
        # A right derivative does not fit a wrong function either: of it nothing is said.
        ("def cube(x):\n    return x**4\n\ndef slope(x):\n    return 3 * x**2\n", [[], [], []]),
        # With a right function there is nothing to tell apart.
        ("def cube(x):\n    return x**3\n\ndef slope(x):\n    return 5 * x\n", [[], [], []]),
        # They fit where the function happens to be right: that says nothing of where it is wrong.
        (
            "def cube(x):\n    return x**3 if x > 1.9 else 0.0\n\ndef slope(x):\n    return 3 * x**2 if x > 1.9 else 0.0\n",
            [[], [], []],
        ),
    ],
)
def test_the_gradient_of_what_is_wrong_itself(grading: Grading, text: str, kinds: list[list[str]]) -> None:
    """A backward pass that goes with its own forward pass is told from one that goes with nothing."""
    grade = grading(text, **OWN)
    assert [[each.kind for each in case.findings if each.kind.endswith("_own")] for case in grade.cases] == kinds
    page = render_report(reveal(grade), title=grade.cases[0].title, files=(), lang="ko")
    assert ("서로 맞습니다" in page, "cube 함수와도 맞지 않" in page) == ("fits_own" in kinds[1], "misfits_own" in kinds[2])


@pytest.mark.long(seconds=2)
def test_not_right_even_given_what_it_needs(grading: Grading) -> None:
    """A later function that is wrong itself earns nothing by it."""
    both_wrong = "def double(x):\n    return 3 * x\n\ndef half(x):\n    return x / 6.1\n"
    grade = grading(both_wrong, grading="given: {half: 1}\n", **NEEDS)
    assert ([case.given for case in grade.cases], grade.points) == ([(), ()], Fraction(0))


def test_a_missing_function_is_answered_too(grading: Grading) -> None:
    """The earlier function is not there at all; the later one is right."""
    grade = grading("def half(x):\n    return x / 4\n", **NEEDS)
    assert grade.cases[1].given == ("double",)


@pytest.mark.parametrize(
    ("level", "kinds", "smallest"),
    [
        (Reveal.COUNTEREXAMPLE, {"known_mistake", "right_only", "partly_right", "only_not_zero"}, True),
        (Reveal.VALUES, {"known_mistake", "right_only", "partly_right", "only_not_zero"}, False),
        (Reveal.MESSAGE, {"known_mistake"}, False),
        (Reveal.VERDICT, set(), False),
        (Reveal.NONE, set(), False),
    ],
)
def test_no_more_than_the_level_allows(judge: Judge, level: Reveal, kinds: set[str], smallest: bool) -> None:  # noqa: FBT001
    """Findings from values on, known mistakes from message on, the counterexample at its own level; in page and document."""
    grade = judge.grade(with_mistake(SOLUTION / "mistakes" / "gradient_not_propagated.py"))
    shown = reveal(replace(grade, cases=tuple(replace(case, reveal=level) for case in grade.cases)))
    cases = grade_document(shown, "en")["cases"]
    assert {each["kind"] for case in cases for each in case["findings"]} == kinds
    assert any(case["counterexample"] for case in cases) is smallest
    page = render_report(shown, title=judge.assignment.title, files=(), lang="en", needs=judge.assignment.needs)
    assert ("A small input that fails" in page) is smallest
    assert ('class="heat"' in page) is level.allows(Reveal.VALUES)
    assert ("the last column is right; what is wrong is in the other columns" in page) is level.allows(Reveal.VALUES)


def test_a_report_stays_small(judge: Judge) -> None:
    """Every case failed, in both languages: under 150 kB, and everything said."""
    text = (SOLUTION / "samples" / "wrong_answer" / "all_wrong.py").read_text(encoding="utf-8")
    grade = judge.grade(submission(text))
    for lang in ("en", "ko"):
        page = render_report(reveal(grade), title=judge.assignment.title, files=(("rnn_bptt.py", text.encode()),), lang=lang)
        assert len(page.encode()) < 150_000
        assert json.dumps(grade_document(reveal(grade), lang))


ONE_SAMPLE = """import numpy as np

def double(x):
    return x / np.std(x)
"""


def test_inputs_on_which_the_reference_breaks_its_own_rule_are_left_out(make_course: MakeCourse) -> None:
    """A single number has no spread, so the reference gives NaN, which the rule forbids: the search goes on with larger inputs."""
    hidden = (
        "import numpy as np\nimport pytest\n\n@pytest.mark.parametrize('n', [2, 3, 5])\ndef test_it(check, rng, n):\n"
        "    check.double(rng.normal(size=n))\n"
    )
    course = make_course(hidden=hidden, reference=ONE_SAMPLE, mistake=ONE_SAMPLE)
    mistakes = course / "solutions" / "doubling" / "mistakes"
    mistakes.mkdir()
    (mistakes / "one_less.py").write_text("import numpy as np\n\n\ndef double(x):\n    return x / np.std(x, ddof=1)\n")
    wrong = ONE_SAMPLE.replace("np.std(x)", "np.std(x, ddof=1)")
    with Judge(course, "doubling", sandbox="process") as judge:
        grade = judge.grade(Submission(student="s", file="work.py", files=(("work.py", wrong.encode()),)))
    assert {case.verdict for case in grade.cases} == {Verdict.WRONG_ANSWER}
    for case in grade.cases:
        assert "one_less" in [finding.name for finding in case.findings], case.staff.detail
        assert case.counterexample is not None
        assert "np.array([" in case.counterexample.call


SHORT = """
import sys
from pathlib import Path

from grader.judge import assessment
from grader.judge.grade import grade
from grader.judge.running.handouts import provided_data
from grader.judge.suite import run_suite
from grader.model import Submission
from grader.reading.course import load_assignment
from grader.sandbox.level import plan
from grader.sandbox.slot import Slot

assessment.EXPLANATION_S = float(sys.argv[2])
assignment = load_assignment(Path(sys.argv[1]), "doubling")
submission = Submission(student="s", file="work.py", files=(("work.py", sys.stdin.buffer.read()),))


def body(suite):
    for case in grade(suite, submission, sandbox="process", on_case=lambda: None).cases:
        said = [case.case, case.verdict, case.points, [each.kind for each in case.findings], case.counterexample is not None]
        print(*said, case.staff.detail, sep=";", file=sys.stderr)


with Slot(assignment.limits, plan("process", (), assignment.limits), provided_data(assignment)) as slot:
    run_suite(assignment, slot, body)
"""


@pytest.mark.long(seconds=2)
def test_an_explanation_that_takes_too_long(make_course: Callable[..., Path]) -> None:
    """It ends at its limit, in the middle of the search: no point, no verdict hangs on it, and nobody is told of a failure."""
    hidden = suite("check.double(rng.normal(size=3))", "check.double(rng.normal(size=4))", "check.double(np.zeros(2))")
    course = make_course(hidden=hidden)
    slow = b"import time\n\n\ndef double(x):\n    time.sleep(0.1)\n    return 2 * x + (len(x) > 2)\n"

    done = subprocess.run(
        [sys.executable, "-c", SHORT, str(course), "0.5"],
        input=slow,
        capture_output=True,
        check=True,
        timeout=100,
        env={**os.environ, **SET},
    )
    cases = [line.split(";") for line in done.stderr.decode().splitlines()]
    assert [each[1:] for each in cases] == [
        ["wrong_answer", "0", "[]", "False", ""],
        ["wrong_answer", "0", "[]", "False", ""],
        ["accepted", cases[2][2], "[]", "False", ""],
    ]
    assert cases[2][2] != "0"
