"""Students that answer every question with the same thing never make the grader fail, on an assignment as it ships."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from grader.judge.supervisor import Judge
from grader.model import Submission, Verdict

COURSE = Path(__file__).parents[2]
FUNCTIONS = ("update_state", "forward_states", "loss", "output_gradient", "backward_gradient")
FAKES = {
    "none": "return None",
    "nothing_in_it": "return ()",
    "zero": "return 0",
    "nan": "return float('nan')",
    "wrong_shape": "return np.zeros((3, 1, 2))",
    "a_string": "return 'the answer'",
    "an_object": "return Thing()",
    "raises": "raise ValueError(args)",
    "its_arguments": "return args",
    "its_first_argument": "return args[0]",
    "itself": "return Thing",
    "nested_parts": "return (Thing(), None), [Thing()]",
    "two_numbers_for_two_parts": "return (0.0, 0.0)",
    "parts_of_nan": "return (np.nan, np.inf), np.full_like(args[0], -np.inf)",
    "text_array": "return np.array(['a', 'b'])",
    "empty_array": "return np.zeros((0, 5))",
    "true": "return True",
    "a_dict": "return {'wx_grad': 1, None: ()}",
    "bytes": "return b'\\xff\\x00'",
    "huge_integer": "return 2**20_000",
    "complex": "return args[0] * 1j",
    "masked": "return np.ma.masked_all(3)",
    "objects": "return np.array([None, 1], dtype=object)",
    "generator": "return (a for a in args)",
    "not_implemented": "return NotImplemented",
    "ellipsis": "return ...",
}


# The first nine are what verify asks of every assignment; of the others, each gate asks every sixth.
LOOP = tuple(FAKES)[:3]
GATE = (*tuple(FAKES)[3:9], *tuple(FAKES)[9::6])


def submission(body: str) -> Submission:
    text = "import numpy as np\n\n\nclass Thing:\n    pass\n\n\n"
    text += "\n\n".join(f"def {name}(*args):\n    {body}\n" for name in FUNCTIONS)
    return Submission(student="fake", file="rnn_bptt.py", files=(("rnn_bptt.py", text.encode()),), digest="sha256:0")


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge(COURSE, "rnn_bptt", sandbox="process", feedback=False) as judge:
        yield judge


def marked(name: str) -> object:
    return name if name in LOOP else pytest.param(name, marks=pytest.mark.long if name in GATE else pytest.mark.exhaustive)


@pytest.mark.parametrize("name", [marked(name) for name in FAKES])
def test_a_fake_student_is_graded_and_earns_nothing(judge: Judge, name: str) -> None:
    """No case ends in grader_error, none is accepted, and nobody has to look."""
    grade = judge.grade(submission(FAKES[name]))
    found = {case.verdict for case in grade.cases}
    assert Verdict.GRADER_ERROR not in found
    assert Verdict.ACCEPTED not in found
    assert (grade.points, grade.needs_review) == (Fraction(0), False)
