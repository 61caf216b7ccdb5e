"""An input of verify's own making that the reference never comes to an end with is no input, and holds nothing up."""

import types
from pathlib import Path

import pytest

from grader.judge.running.reference import Reference
from grader.verify import patience
from grader.verify.laboratory import Laboratory
from grader.verify.noise import SINGLE
from grader.verify.patience import EndlessError, Patient
from grader.verify.programs import submission_of
from tests.verify.smallest import halves

STEPS = '''def halves(x, step):
    """How many steps lead down to zero.

    x : float
    step : float
    """
    count = 0
    while x > 0:
        x -= step
        count += 1
    return count
'''
HALVING = '''def halves(low, high, least):
    """Half of the interval again and again, around 0.7, down to a width."""
    while high - low > least:
        middle = (low + high) / 2
        low, high = (middle, high) if middle < 0.7 else (low, middle)
    return low
'''
HALVED = '''import pytest


@pytest.mark.points(4)
@pytest.mark.parametrize("high", [1.0, 3.0])
def test_halves(check, high):
    """halves() halves."""
    check.halves(0.0, high, 1e-12)
'''
SUITE = '''import pytest


@pytest.mark.points(4, hint="Step by step.")
@pytest.mark.parametrize("x", [1.0, 3.0])
def test_steps(check, x):
    """halves() counts steps."""
    check.halves(x, 1.0)
'''


def test_a_call_is_given_so_long_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "CALL_S", 0.05)
    monkeypatch.setattr(patience, "QUICK_S", 0.01)
    module = types.ModuleType("work")
    exec(STEPS, vars(module))  # noqa: S102  # ours
    told = list[bool]()
    reference = Patient(Reference([module]), lambda: told.append(True))
    for _ in range(patience.MOST_ENDLESS + 1):
        with pytest.raises(EndlessError):
            reference.call("halves", (1.0, 0.0), {})
    assert len(told) == patience.MOST_ENDLESS + 1
    assert reference.call("halves", (2.0, 0.5), {}) == 4, "which is quick enough for any limit"


@pytest.mark.long
def test_what_ignores_an_argument_is_found_beside_inputs_without_an_end(tmp_path: Path) -> None:
    """The step is 1 in every case; 0 and -1 are tried as well, and never come to an end."""
    course = halves(tmp_path, {"solutions/halves/work.py": STEPS, "solutions/halves/test_hidden.py": SUITE})
    wrong = STEPS.replace("x -= step", "x -= 1.0")
    laboratory = Laboratory(course, "halves", sandbox="auto")
    with laboratory:
        found, tried = laboratory.difference(submission_of("wrong", [("work.py", wrong)]), ["halves"], [], "abc123", recorded=False)
    assert found is not None
    assert tried > 0
    assert "check.halves(" in found.case


@pytest.mark.long
def test_who_never_comes_to_a_tolerance_in_single_precision_is_verified(tmp_path: Path) -> None:
    """The numbers of float32 lie further apart than the width that the loop waits for: then nothing is known of that precision."""
    course = halves(tmp_path, {"solutions/halves/work.py": HALVING, "solutions/halves/test_hidden.py": HALVED})
    laboratory = Laboratory(course, "halves", sandbox="auto")
    with laboratory:
        noise = dict(laboratory.noise([]))
    assert "halves" not in noise[SINGLE.name]
    assert any("halves" in errors for name, errors in noise.items() if name != SINGLE.name)
