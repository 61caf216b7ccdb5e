"""What a value costs the judge is bounded by what was expected, however large it is and whatever is made of it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bench.hostile import MOST_MB, ROOT, VALUES, hostile_file, measured, right_file, submission_of
from grader.judge.supervisor import Judge
from grader.model import Verdict

ATTACKS = ("01_bool_array_of_64mb.py", "02_zero_size_many_rows.py", "03_list_of_text_and_numbers.py")
# One of each kind; ``run.py bench-hostile`` has them all.
KINDS = (
    *("no_columns_twice", "long_text_array", "huge_integers", "objects"),
    # Of these test_what_a_suite_keeps has the like in each gate.
    *(pytest.param(kind, marks=pytest.mark.exhaustive) for kind in ("double_array", "list_of_numbers", "dict_of_texts")),
)

COURSE = {
    "assignments/big/assignment.yaml": "title: big\nfiles: [big.py]\nfunctions: [f, g, table, words, order]\npoints: 7\n",
    "assignments/big/big.py": "def f(n):\n    pass\n",
    "assignments/big/README.md": "big\n",
    "solutions/big/big.py": """import numpy as np

def f(n):
    return np.arange(float(n))

def g(n):
    return np.arange(float(n))

def table(n):
    return np.arange(n * 1.0).reshape(-1, 1000)

def words(n):
    return np.array(["word%d" % i for i in range(n)])

def order(n):
    return np.arange(n * 4.0).reshape(n, 4)
""",
    "solutions/big/grading.yaml": """tolerance: {rtol: 1e-7, atol: 1e-9}
limits: {memory_mb: 1024}
reveal: counterexample
functions:
  words: {returns: labels, tolerance: {labels: {kind: exact, up_to: {permutation: {of: labels}}}}}
  order: {returns: rows, tolerance: {rows: {up_to: {permutation: {axis: 0}}, credit: {1e-7: 1, 1e-6: 1/2, 1e-4: 1/4}}}}
""",
    "solutions/big/test_hidden.py": """import numpy as np

def test_f(check):
    check.f(3)

def test_again(check):
    check.f(5)

def test_free(student):
    assert len(student.g(3)) == 3

def test_near(student, near):
    assert student.g(4) == near(np.arange(4.0))

def test_table(check):
    check.table(1_250_000)

def test_words(check):
    check.words(30)

def test_order(check):
    check.order(300)
""",
}


@pytest.fixture(scope="module")
def rnn() -> Iterator[Judge]:
    with Judge(ROOT, "rnn_bptt", sandbox="auto") as judge:
        yield judge


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """Functions that are checked, called freely, compared by ``near``, large by right, and free in their order."""
    course = tmp_path_factory.mktemp("course")
    for name, text in COURSE.items():
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(text)
    with Judge(course, "big", sandbox="auto") as judge:
        yield judge


def held(judge: Judge, source: bytes | str) -> dict[str, Verdict]:
    """The verdicts of a file that must cost the judge no more than it may."""
    right = measured(judge, right_file(judge.assignment))
    assert right.grade.verdict is Verdict.ACCEPTED
    given = hostile_file(judge.assignment, source) if isinstance(source, str) else submission_of(judge.assignment, source)
    cost = measured(judge, given)
    assert cost.grade.points is not None
    assert cost.megabytes - right.megabytes <= MOST_MB
    return {case.case: case.verdict for case in cost.grade.cases}


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.long
def test_an_attack_costs_no_more_than_it_may(rnn: Judge, inputs: Path, name: str) -> None:
    """No points, for a wrong answer, and the judge lives."""
    assert set(held(rnn, (inputs / "attacks" / name).read_bytes()).values()) == {Verdict.WRONG_ANSWER}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.long
def test_a_kind_of_value_costs_no_more_than_it_may(big: Judge, kind: str) -> None:
    """Whether it is checked, compared by near, looked at freely or held up to an order."""
    verdicts = held(big, VALUES[kind])
    assert Verdict.ACCEPTED not in verdicts.values()
    assert Verdict.GRADER_ERROR not in verdicts.values()


def test_a_large_value_that_is_asked_for_is_right(big: Judge) -> None:
    """Ten megabytes, as the reference returns them; and a wrong entry in them is found."""
    assert big.assignment.private is not None
    right = (big.assignment.private / "big.py").read_bytes()
    wrong = right.replace(
        b"return np.arange(n * 1.0).reshape(-1, 1000)", b"a = np.arange(n * 1.0).reshape(-1, 1000); a[7, 3] = 5; return a"
    )
    verdicts = held(big, wrong)
    assert verdicts.pop("test_table") is Verdict.WRONG_ANSWER
    assert set(verdicts.values()) == {Verdict.ACCEPTED}


def test_a_table_of_all_pairs_is_still_told_by_its_shape(big: Judge) -> None:
    """A column that met a row makes a larger value than was asked for; that is a mistake, and no attack."""
    source = b"import numpy as np\n\ndef table(n):\n    return np.zeros((1250, 1250, 1))\n"
    grade = big.grade(submission_of(big.assignment, source))
    case = next(case for case in grade.cases if case.case == "test_table")
    assert case.evidence is not None
    assert case.evidence.mismatch is not None
    assert case.evidence.mismatch.actual == f"shape {np.zeros((1250, 1250, 1)).shape}"
