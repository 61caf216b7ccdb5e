"""Examples that are drawn once and played lead to what Hypothesis would have led to."""

from pathlib import Path

import pytest

from grader.model import CaseResult, Verdict
from tests.classes import MakeCourse
from tests.marking import MakeMarker

HEAD = """
import numpy as np, pytest
from hypothesis import assume, event, example, given, note, strategies as st, target
from hypothesis.extra import numpy as nps

def tell(x):
    note(str(x))

"""
# The suite stays with Hypothesis: what is drawn hangs on a test's own text, so nothing may be changed there.
STAY = """
from grader.judge.running.examples import Examples
Examples.waits_for = lambda *_: False
"""
# As many as show who fails on the first one, on a later one, and on none.
FEW = """
from hypothesis import settings
settings.register_profile("few", max_examples=25)
settings.load_profile("few")
"""
PLAYED = """
@given(x=st.floats(-10, 10))
def test_numbers(check, x):
    check.double(x)

@given(x=nps.arrays(float, 3, elements=st.floats(-9, 9)), y=st.lists(st.tuples(st.integers(), st.booleans())))
def test_structures(check, x, y):
    check.double(x)
    check.double(float(len(y)))

@given(st.floats(-10, 10))
def test_by_place(check, x):
    check.double(x)

@example(x=7.5)
@given(x=st.floats(-1, 1))
def test_explicit(check, x):
    check.double(x)

@pytest.mark.parametrize("n", [1, 2])
@given(x=st.floats(-1, 1))
def test_parametrised(check, n, x):
    check.double(n * x)

class TestClass:
    @given(x=st.floats(-1, 1))
    def test_method(self, check, x):
        assert isinstance(self, TestClass)
        check.double(x)

@given(x=st.floats(-9, 9))
def test_assumption(check, x):
    assume(x > 0)
    check.double(x)

@given(x=nps.arrays(float, 2, elements=st.floats(1, 9)))
def test_changes_its_example(check, x):
    assert x.max() <= 9
    check.double(x)
    x += 100

@given(x=st.floats(-1, 1))
def test_global_draws(check, x):
    check.double(x + np.random.rand())
"""
LEFT = """
@given(data=st.data())
def test_draws_while_it_runs(check, data):
    check.double(data.draw(st.floats(0, 1)))

@given(x=st.builds(object), y=st.floats(0, 1))
def test_object(check, x, y):
    check.double(y)

@given(x=st.floats(0, 1))
def test_target(check, x):
    target(x)
    check.double(x)

@given(x=st.floats(0, 1))
def test_note_in_a_helper(check, x):
    tell(x)
    check.double(x)

@given(x=st.floats(-9, 9))
def test_an_answer_decides(student, near, x):
    y = student.double(x)
    assume(y > 0)
    assert y == near(2 * x)
"""
SUBMISSIONS = {
    "right": "def double(x):\n    return 2 * x\n",
    "always": "def double(x):\n    return 2 * x + 1\n",
    "sometimes": "import numpy as np\ndef double(x):\n    return 2 * x + (np.max(x) > 0.7)\n",
    "raises": "import numpy as np\ndef double(x):\n    if np.max(x) > 0.7: raise ValueError(str(x))\n    return 2 * x\n",
    "says": "def double(x):\n    print('hello')\n    return 2 * x if x is None else None\n",
}


def told(case: CaseResult) -> tuple[object, ...]:
    """What a report may say of a case."""
    return case.case, case.verdict, case.points, case.evidence, case.fault, case.findings, case.counterexample, case.note


def was_played(case: CaseResult) -> bool:
    return "\nwith " in case.staff.traceback


@pytest.mark.long
def test_played_as_drawn(make_course: MakeCourse, marker: MakeMarker) -> None:
    """The same results on the same examples; and what can be played is."""
    grades: dict[str, list[tuple[CaseResult, ...]]] = {}
    for stay in ("", STAY):
        judge = marker(make_course(hidden=HEAD + FEW + stay + PLAYED))
        for name, source in SUBMISSIONS.items():
            grades.setdefault(name, []).append(judge.grade(source).cases)
    for name, (played, drawn) in grades.items():
        assert list(map(told, played)) == list(map(told, drawn)), name
    played, drawn = grades["always"]
    assert {case.case for case in played if not was_played(case)} == set()
    assert {case.verdict for case in played} == {Verdict.WRONG_ANSWER}
    assert not any(map(was_played, drawn))
    assert all(case.verdict is Verdict.ACCEPTED for case in grades["right"][0])


def test_no_number_of_our_own_is_drawn(make_course: MakeCourse, marker: MakeMarker, tmp_path: Path) -> None:
    """Hypothesis draws numbers that modules hold: of the suite's helpers, and of nothing else that the process has loaded."""
    numbers = range(70_000, 70_400)
    (tmp_path / "elsewhere.py").write_text(f"NUMBERS = {list(numbers)}\n")
    draws = "@given(x=st.integers())\ndef test_it(check, x):\n    check.double(x)\n"
    asked = []
    for beside in ("", f"import sys; sys.path.append({str(tmp_path)!r}); import elsewhere\n", "import helper\n"):
        course = make_course(hidden=HEAD + beside + draws, helper=f"NUMBERS = {list(numbers)}\n")
        said = marker(course).grade("def double(x):\n    print(x)\n    return 2 * x\n").cases[0].printed
        asked.append([int(line) for line in said.split()])
    alone, elsewhere, helped = asked
    assert len(alone) > 50
    assert alone == elsewhere
    assert set(numbers).isdisjoint(alone)
    assert not set(numbers).isdisjoint(helped)


@pytest.mark.long
def test_what_cannot_be_known_beforehand_stays_with_hypothesis(make_course: MakeCourse, marker: MakeMarker) -> None:
    """Drawn while it runs, no plain data, spoken of to Hypothesis, decided by an answer."""
    judge = marker(make_course(hidden=HEAD + FEW + LEFT))
    assert judge.grade(SUBMISSIONS["right"]).verdict is Verdict.ACCEPTED
    wrong = judge.grade(SUBMISSIONS["always"]).cases
    assert {case.verdict for case in wrong} == {Verdict.WRONG_ANSWER}
    assert not any(map(was_played, wrong))


@pytest.mark.long
def test_an_assumption_about_answers_cannot_be_talked_out_of(make_course: MakeCourse, marker: MakeMarker) -> None:
    """It held for every answer of the reference; a submission that breaks it each time has passed nothing."""
    hidden = (
        HEAD
        + FEW
        + (
            "@given(x=st.floats(-9, 9))\ndef test_it(student, near, x):\n"
            "    y = student.double(x)\n    assume(np.isfinite(y))\n    assert y == near(2 * x)\n"
        )
    )
    judge = marker(make_course(hidden=hidden))
    assert judge.grade(SUBMISSIONS["right"]).verdict is Verdict.ACCEPTED
    silent = judge.grade("def double(x):\n    return float('nan')\n")
    assert silent.verdict is not Verdict.ACCEPTED
    assert not silent.points
    assert judge.grade(SUBMISSIONS["right"]).verdict is Verdict.ACCEPTED


def test_a_suite_that_fails_with_the_reference_too(make_course: MakeCourse, marker: MakeMarker) -> None:
    """Nothing was taken down, and the case is withheld as ever."""
    hidden = HEAD + "@given(x=st.floats(0, 1))\ndef test_it(check, x):\n    check.double(x)\n    raise RuntimeError('mine')\n"
    judge = marker(make_course(hidden=hidden))
    assert [judge.grade(SUBMISSIONS["right"]).verdict for _ in range(2)] == [Verdict.GRADER_ERROR] * 2
