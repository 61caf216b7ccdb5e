"""Who never looks at the number earns what a constant earns, whatever is run again."""

from fractions import Fraction
from pathlib import Path

from grader.judge.supervisor import Judge
from grader.reading.submissions import load_submission


def test_a_second_guess_earns_nothing(inputs: Path) -> None:
    """No in a worker with a past, yes in a fresh one: three of the six cases."""
    attacks = inputs / "attacks"
    with Judge(attacks / "course", "leaky", sandbox="auto") as judge:
        grade = judge.grade(load_submission(attacks / "12_second_guess_even.py", judge.assignment))
    assert (grade.points, grade.max_points) == (Fraction(9), Fraction(10))
    assert [case.points for case in grade.cases if case.question == "even"].count(Fraction(0)) == 3
