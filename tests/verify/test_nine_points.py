"""Each of the nine points fails alone on an assignment that breaks exactly it, with a message that says what to do."""

from pathlib import Path

import pytest

from grader.verify.outcome import POINTS
from grader.verify.summary import verification_document
from tests.verify.smallest import FILES, ONE_LINE, halves, replaced, verified

HIDDEN = "solutions/halves/test_hidden.py"
GRADING = "solutions/halves/grading.yaml"
YAML = "assignments/halves/assignment.yaml"

CENTRED: dict[str, str | None] = {
    "solutions/halves/work.py": "import numpy as np\n\n\ndef halves(x):\n    return x - np.mean(x)\n",
    "solutions/halves/samples/accepted/vector.py": None,
    "assignments/halves/test_visible.py": "import numpy as np\n\n\ndef test_one(student, near):\n"
    "    assert student.halves(np.array([1.0, 3.0])) == near(np.array([-1.0, 1.0]))\n",
}
ZERO = '''

@pytest.mark.points(1)
def test_zeros(check):
    """halves() of zeros."""
    check.halves(np.zeros(3))
'''
TEXT_PASSES = '''

@pytest.mark.points(1)
def test_each(student, near, rng):
    """halves() halves each entry."""
    x = rng.normal(size=5)
    value = student.halves(x)
    if not isinstance(value, str):
        assert value == near(x / 2)
'''
ORDER = '''

@pytest.mark.points(1)
def test_after_the_others(check, rng):
    """halves() halves, once more."""
    assert SEEN
    check.halves(rng.normal(size=5))
'''

# The others' reference is of one line.
OF_MUTANTS = (5, 6)

BROKEN: dict[int, tuple[dict[str, str | None], str]] = {
    1: (
        {"solutions/halves/samples/accepted/column.py": "def halves(x):\n    return (x / 2)[:, None]\n"},
        "samples/accepted/column fails test_halves[1] (wrong_answer): halves is not as expected (shape)",
    ),
    2: (
        {"assignments/halves/work.py": "import numpy as np\n\n\ndef halves(x):\n    return np.zeros(len(x))\n"}
        | replaced(YAML, "points: 4", "points: 5")
        | {HIDDEN: "import numpy as np\n" + FILES[HIDDEN] + ZERO},
        "the stub earns 1 points without being touched, in test_zeros; let these cases ask for what is missing",
    ),
    3: (
        {"solutions/halves/samples/wrong_answer/same.py": "def halves(x):\n    return x[99]\n"},
        "samples/wrong_answer/same has to get wrong_answer, but it got run_time_error; correct the suite, or move it to",
    ),
    4: (
        {"solutions/halves/mistakes/doubled.py": "def halves(x):\n    return x / 2\n"},
        "mistakes/doubled.py earns every point; add a case that fails it, or remove the file if it is not a mistake",
    ),
    5: (
        replaced(HIDDEN, "[1, 4, 7]", "[3]"),
        "earns every point: no case notices a size written as the number 3; add a case of another size",
    ),
    6: (
        CENTRED | replaced(GRADING, "{rtol: 1e-9, atol: 1e-12}", "{rtol: 1e-17, atol: 1e-17}"),
        "halves: the rule (rtol 1e-17) is below the rounding noise of correct work",
    ),
    7: (
        replaced(YAML, "points: 4", "points: 5")
        | {
            HIDDEN: str(replaced(HIDDEN, "    check.halves(rng.normal", "    SEEN.append(n)\n    check.halves(rng.normal")[HIDDEN])
            + ORDER
        },
        "test_after_the_others gave reference 1 points, and 0 with its cases backwards; let the case make its own inputs",
    ),
    8: (
        replaced(YAML, "points: 4", "points: 6"),
        "the cases add up to 4 points, but assignment.yaml says 6; make them agree",
    ),
    9: (
        replaced(YAML, "points: 4", "points: 5") | {HIDDEN: FILES[HIDDEN] + TEXT_PASSES},
        "test_each accepts a string as an answer of every function; make the case ask for a value",
    ),
}


@pytest.mark.long
def test_the_whole_assignment_passes(tmp_path: Path) -> None:
    """Nothing to complain of: and every mutant is accounted for."""
    found = verified(halves(tmp_path))
    assert found.complaints == ()
    assert found.count("killed") == len(found.mutants) - 1
    assert [each.mutant.after for each in found.mutants if each.state != "killed"] == ["np.ones(len(x))"]
    assert any("1 mutant is probably equivalent" in remark.text for remark in found.remarks)


@pytest.mark.long
def test_what_hangs_on_a_reference_that_fails_is_not_said_to_hold(tmp_path: Path) -> None:
    """Mutants, windows and orders were not looked at, so these points do not hold, though nobody complains."""
    found = verified(
        halves(tmp_path, replaced(HIDDEN, "    check.halves(rng.normal", "    assert False\n    check.halves(rng.normal"))
    )
    assert found.of_point(1)
    assert [number for number in POINTS if not found.of_point(number) and not found.holds(number)] == [5, 6, 7]
    assert [each["passed"] for each in verification_document(found)["points"][4:7]] == [False] * 3


def test_a_visible_test_that_the_reference_fails_is_said_in_a_line(tmp_path: Path) -> None:
    """What was raised, and nothing of the way there through grader's own files."""
    file = "assignments/halves/test_visible.py"
    found = verified(halves(tmp_path, {file: f"{FILES[file]}\n\ndef test_old(student):\n    student.centred([1.0])\n"}))
    told = [each.text for each in found.of_point(8)]
    assert len(told) == 1
    assert "the submission does not define 'centred'; correct the test or the reference" in told[0]
    assert ("\n" in told[0], "fixtures.py" in told[0]) == (False, False)


@pytest.mark.long
def test_a_false_record_is_found_out(tmp_path: Path) -> None:
    """A survivor that is recorded as equivalent is still searched for a difference, and the record is refused."""
    course = halves(tmp_path, replaced(HIDDEN, "[1, 4, 7]", "[3]"))
    survivors = [each.mutant.key for each in verified(course).mutants if each.state == "survived"]
    assert survivors
    grading = course / GRADING
    records = "".join(f"  - {{mutant: {key}, reason: trust me}}\n" for key in (*survivors, "aaaaaa"))
    grading.write_text(f"{grading.read_text()}equivalent:\n{records}")
    found = verified(course)
    assert len(found.of_point(5)) == len(survivors)
    words = "is recorded as equivalent (trust me), but an input that the suite itself makes tells it apart"
    assert all(words in each.text for each in found.of_point(5))
    assert any("records aaaaaa as equivalent, but no mutant has that id" in remark.text for remark in found.remarks)


CLASS: dict[str, str | None] = {
    "assignments/halves/assignment.yaml": "title: Sums\nfiles: [work.py]\nfunctions: [Total]\npoints: 4\n",
    "assignments/halves/work.py": "class Total:\n    def add(self, x):\n        # TODO\n        raise NotImplementedError\n",
    "assignments/halves/test_visible.py": "def test_one(student, near):\n    assert student.Total().add([1.0]) == near(1.0)\n",
    "solutions/halves/work.py": """class Total:
    def __init__(self):
        self.sum = 0.0

    def add(self, x):
        for i in range(len(x)):
            self.sum = self.sum + x[i]
        return self.sum
""",
    "solutions/halves/test_hidden.py": """import pytest


@pytest.mark.points(4)
@pytest.mark.parametrize("n", [3])
def test_adds(check, rng, n):
    total = check.Total()
    total.add(list(rng.normal(size=n)))
    total.add(list(rng.normal(size=n)))
""",
    "solutions/halves/grading.yaml": "limits: {wall_s: 2, cpu_s: 2}\n",
    "solutions/halves/mistakes/doubled.py": None,
    "solutions/halves/samples/accepted/vector.py": None,
    "solutions/halves/samples/wrong_answer/same.py": None,
}


@pytest.mark.long
def test_methods_are_tried_by_whole_cases(tmp_path: Path) -> None:
    """What belongs to an object is asked through the calls that make it, with other sizes; the case to add makes it too."""
    found = verified(halves(tmp_path, CLASS))
    (survivor,) = [each for each in found.mutants if each.state == "survived"]
    assert (survivor.mutant.kind, survivor.mutant.function, survivor.mutant.after) == ("size", "Total.add", "3")
    assert survivor.difference is not None
    assert survivor.difference.test.startswith("test_total_add_")
    assert "total = check.Total()\n    total.add([" in survivor.difference.case
    assert {complaint.point for complaint in found.complaints} == {5}


@pytest.mark.long
@pytest.mark.parametrize("point", BROKEN)
def test_each_point_fails_alone(point: int, tmp_path: Path) -> None:
    """Only the broken point is complained of, in words that say what to do."""
    changed, words = BROKEN[point]
    course = halves(tmp_path, changed if point in OF_MUTANTS else ONE_LINE | changed)
    if point == 7:
        hidden = course / HIDDEN
        hidden.write_text(hidden.read_text().replace("import pytest\n", "import pytest\n\nSEEN = []\n", 1))
    found = verified(course)
    assert {complaint.point for complaint in found.complaints} == {point}, found.complaints
    assert any(words in complaint.text for complaint in found.complaints), found.complaints
