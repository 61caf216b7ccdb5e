"""What a suite may do with fixtures: its own ones win over those that the grader offers, and nothing stays from case to case."""

from grader.model import Verdict
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
