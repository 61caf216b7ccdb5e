"""What a suite may do with fixtures: its own ones win over those that the grader offers, and nothing stays from case to case."""

import pytest

from grader.model import Verdict
from grader.report.sentences import message
from tests.classes import MakeCourse
from tests.marking import MakeMarker

CONFTEST = """
import pytest

@pytest.fixture
def rng():
    return 3.0

@pytest.fixture(params=[1.0, 2.0])
def x(request):
    return request.param

@pytest.fixture
def both(student, check, request):
    assert request.getfixturevalue("student") is not None
    return student, check

@pytest.fixture(scope="module")
def made():
    return []
"""
HIDDEN = """
import pytest

def test_own(rng, student, near):
    assert student.double(rng) == near(6.0)

def test_params(x, check):
    check.double(x)

@pytest.mark.parametrize("x", [5.0], indirect=True)
def test_indirect(x, check):
    assert x == 5.0
    check.double(x)

@pytest.mark.parametrize("near", [1.5, 2.5])
def test_a_parameter_of_that_name(near, check):
    check.double(near)

def test_through_a_fixture(both):
    student, check = both
    assert check.double(2.0) == student.double(2.0)

@pytest.mark.parametrize("n", [1, 2])
def test_nothing_stays(made, n, check):
    assert made == []
    made.append(n)
    check.double(float(n))

def test_asked_for_by_name(request):
    request.getfixturevalue("check").double(4.0)
"""


def test_fixtures_of_a_suite(make_course: MakeCourse, marker: MakeMarker) -> None:
    """Overridden, parametrised, indirect, named like ours, asked for by name, of a module."""
    grade = marker(make_course(hidden=HIDDEN, conftest=CONFTEST)).grade("def double(x):\n    return 2 * x\n")
    assert {case.case: case.verdict for case in grade.cases if case.verdict is not Verdict.ACCEPTED} == {}
    assert len(grade.cases) == 10


def test_a_fixture_of_the_session_does_not_outlive_its_case(make_course: MakeCourse, marker: MakeMarker) -> None:
    """The order of cases and submissions must not show."""
    conftest = "import pytest\n@pytest.fixture(scope='session')\ndef made():\n    return []\n"
    hidden = (
        "import pytest\n@pytest.mark.parametrize('n', [1, 2])\ndef test_it(made, n, check):\n"
        "    assert made == []\n    made.append(n)\n    check.double(float(n))\n"
    )
    made = marker(make_course(hidden=hidden, conftest=conftest))
    for _ in range(2):
        assert made.grade("def double(x):\n    return 2 * x\n").verdict is Verdict.ACCEPTED


PARTS = """
import numpy as np

def test_part(student, near):
    first, second = student.double(2.0)
    assert first == near(4.0)
    assert second == near(np.array([1.0, 2.0]))

def test_within_a_part(student, near):
    _, second = student.double(2.0)
    assert second[1] == near(2.0)

def test_made_of_it(student, near):
    first, _ = student.double(2.0)
    assert first + 1 == near(5.0)

def test_of_an_earlier_call(student, near):
    first, _ = student.double(2.0)
    student.double(5.0)
    assert first == near(4.0)
"""
PAIR = "import numpy as np\n\ndef double(x):\n    x = float(x)\n    return {}\n"


@pytest.mark.long(seconds=2)
@pytest.mark.parametrize(
    ("returned", "said"),
    [
        ("2 * x, None", ["[1] of the returned value: expected an array of shape (2,), got None.", "form", "", ""]),
        (
            "3 * x, np.array([1.0, 4.0])",
            [
                "[0] of the returned value is off by 2 (allowed: 4e-07).",
                "The value that this check compares is off by 2 (allowed: 2e-07).",
                "The value that this check compares is off by 2 (allowed: 5e-07).",
                "The value that this check compares is off by 2 (allowed: 4e-07).",
            ],
        ),
    ],
)
def test_what_a_free_assertion_is_about(make_course: MakeCourse, marker: MakeMarker, returned: str, said: list[str]) -> None:
    """A part of the returned value by its place; what the suite took out of it, or made of it, is not called what was returned."""
    course = make_course(hidden=PARTS, reference=PAIR.format("2 * x, np.array([1.0, 2.0])"))
    cases = marker(course).grade(PAIR.format(returned)).cases
    assert (cases[0].verdict, cases[0].note) == (Verdict.WRONG_ANSWER, ""), "one value beside a None was written by somebody"
    told = ["" if case.verdict is Verdict.ACCEPTED else case.note or message(case, "en") for case in cases]
    assert told == said


@pytest.mark.parametrize(("returned", "note"), [("None, None", "nothing_parts"), ("None", "")])
def test_nothing_but_none_is_not_written_yet(make_course: MakeCourse, marker: MakeMarker, returned: str, note: str) -> None:
    hidden = PARTS.replace("first, second = student.double(2.0)", "first, second = student.double(2.0) or (None, None)")
    course = make_course(hidden=hidden, reference=PAIR.format("2 * x, np.array([1.0, 2.0])"))
    case = marker(course).grade(PAIR.format(returned)).cases[0]
    assert (case.verdict, case.note) == (Verdict.NOT_IMPLEMENTED, note or "nothing")


def test_a_number_beside_none_is_a_wrong_answer(make_course: MakeCourse, marker: MakeMarker) -> None:
    """Of a checked call as well: a loss was computed, and only its gradient is missing."""
    hidden = "def test_pair(check):\n    check.double(2.0)\n"
    course = make_course(hidden=hidden, reference=PAIR.format("2 * x, np.array([1.0, 2.0])"))
    case = marker(course).case(PAIR.format("2 * x, None"))
    assert (case.verdict, case.note) == (Verdict.WRONG_ANSWER, "")
    assert marker(course).case(PAIR.format("None, None")).verdict is Verdict.NOT_IMPLEMENTED
