"""What fails inside a laboratory by itself is said to be grader's own, and what the author's files raise, the author's."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.errors import AssignmentError, InternalError, JudgeError
from grader.judge.channel import Channel
from grader.model import Verdict
from grader.verify.laboratory import Laboratory
from grader.verify.programs import load_material
from tests.verify.smallest import halves


@pytest.fixture
def laboratory(tmp_path: Path) -> Iterator[Laboratory]:
    made = Laboratory(halves(tmp_path), "halves", sandbox="auto")
    yield made
    made.close()


def answers(monkeypatch: pytest.MonkeyPatch, said: dict[str, Any] | Exception) -> None:
    """Whatever is asked from now on gets this answer."""

    def receive(_channel: Channel, _timeout_s: float | None = None) -> dict[str, Any]:
        if isinstance(said, Exception):
            raise said
        return said

    monkeypatch.setattr(Channel, "receive", receive)


def test_our_exception_is_no_verdict_on_the_suite(laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither as failed cases nor as a grade that is withheld: it ends the verification, with what is to be reported."""
    reference = load_material(laboratory.assignment).reference
    case = laboratory.cases[0].case
    answers(monkeypatch, {"failed": "Traceback: our ZeroDivisionError"})
    for ask in (lambda: laboratory.attempt(reference, [case]), lambda: laboratory.grade(reference), laboratory.survey):
        with pytest.raises(InternalError, match=r"the fault is ours(.|\n)*our ZeroDivisionError") as raised:
            ask()
        assert "halves" in str(raised.value)
        assert not isinstance(raised.value, JudgeError), "which is said of suites"


def test_it_comes_out_of_the_process_so(laboratory: Laboratory) -> None:
    """A question that nobody can answer is a fault of whoever asks."""
    with pytest.raises(InternalError, match="KeyError: 'nonsense'"):
        laboratory._question({"ask": "nonsense"})  # noqa: SLF001  # no other question fails on purpose
    assert laboratory.attempt(load_material(laboratory.assignment).reference, [laboratory.cases[0].case]).points


def test_silence_is_the_suites_only_where_cases_run(laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch) -> None:
    reference = load_material(laboratory.assignment).reference
    case = laboratory.cases[0].case
    answers(monkeypatch, TimeoutError())
    grade = laboratory.attempt(reference, [case])
    assert [each.verdict for each in grade.cases if each.case == case] == [Verdict.GRADER_ERROR]
    monkeypatch.undo()
    assert laboratory.attempt(reference, [case]).points
    answers(monkeypatch, TimeoutError())
    with pytest.raises(InternalError, match="Nothing is said against the suite"):
        laboratory.conditions()


def test_a_process_that_is_killed_is_replaced(laboratory: Laboratory) -> None:
    """By somebody else, in silence; but not where we ended it ourselves."""
    reference = load_material(laboratory.assignment).reference
    assert laboratory.process is not None
    laboratory.process.kill()
    laboratory.process.wait(60)  # while nothing is asked of it
    assert laboratory.attempt(reference, [laboratory.cases[0].case]).points
    laboratory.abandon()
    with pytest.raises(JudgeError):
        laboratory.conditions()


def test_a_strategy_that_cannot_be_drawn_is_the_authors(tmp_path: Path) -> None:
    inputs = (
        "from hypothesis import strategies as st\n\n\ndef fail(n):\n    raise ValueError(f'not {n}')\n\n\n"
        "STRATEGIES = {'halves': st.integers(1, 3).map(fail)}\n"
    )
    suite = {"solutions/halves/test_hidden.py": "import inputs\n\n\ndef test_one(check):\n    check.halves([1.0])\n"}
    course = halves(tmp_path, {"solutions/halves/inputs.py": inputs, **suite})
    made = Laboratory(course, "halves", sandbox="auto")
    with made, pytest.raises(AssignmentError, match=r"inputs.py: STRATEGIES\['halves'\] raised ValueError: not"):
        made.unclear(None)
