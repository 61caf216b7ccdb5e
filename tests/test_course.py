"""The course that ships: every sample gets the verdict that its folder is named after, and every mistake loses points."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from grader.config import slugs
from grader.judge.supervisor import Judge
from grader.model import Submission, Verdict
from grader.submissions import load_submission

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module", params=slugs(ROOT))
def judge(request: pytest.FixtureRequest) -> Iterator[Judge]:
    with Judge(ROOT, request.param, sandbox="auto") as judge:
        yield judge


def test_points_are_those_of_the_handout(judge: Judge) -> None:
    """The cases add up to what assignment.yaml promises."""
    assert sum((case.max_points for case in judge.cases), Fraction(0)) == judge.assignment.points


def test_samples_get_their_verdict(judge: Judge) -> None:
    """samples/<verdict>/<name>.py, and the stub, which earns nothing."""
    assignment = judge.assignment
    assert assignment.private is not None
    found = {path: judge.grade(load_submission(path, assignment)) for path in sorted(assignment.private.glob("samples/*/*"))}
    wrong = {f"{path.parent.name}/{path.name}": grade.verdict for path, grade in found.items() if path.parent.name != grade.verdict}
    assert wrong == {}
    assert {path.parent.name for path in found} >= {"accepted", "wrong_answer", "not_implemented", "run_time_error"}
    assert all(grade.points == grade.max_points for grade in found.values() if grade.verdict is Verdict.ACCEPTED)
    stub = judge.grade(load_submission(assignment.public / assignment.files[0], assignment))
    assert (stub.verdict, stub.points) == (Verdict.NOT_IMPLEMENTED, 0)


def test_mistakes_lose_points(judge: Judge) -> None:
    """mistakes/<name>.py put over the reference never earns everything, and never costs what it does not touch."""
    assignment = judge.assignment
    assert assignment.private is not None
    file = assignment.files[0]
    reference = (assignment.private / file).read_bytes()
    for path in sorted(assignment.private.glob("mistakes/*.py")):
        content = reference + b"\n\n" + path.read_bytes()
        grade = judge.grade(Submission(student=path.stem, file=file, files=((file, content),)))
        assert grade.points is not None, path.name
        assert 0 < grade.points < grade.max_points, path.name
