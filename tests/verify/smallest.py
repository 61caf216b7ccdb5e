"""The smallest assignment that passes verification, as texts."""

from pathlib import Path

from grader.verify.outcome import Verification
from grader.verify.proof import prove

FILES = {
    "assignments/halves/assignment.yaml": "title: Halves\nfiles: [work.py]\nfunctions: [halves]\npoints: 4\n",
    "assignments/halves/README.md": "# Halves\n\nHalf of every entry.\n",
    "assignments/halves/work.py": "import numpy as np\n\n\ndef halves(x):\n    # TODO\n    raise NotImplementedError\n",
    "assignments/halves/test_visible.py": '''import numpy as np


def test_two(student, near):
    """halves([2]) is [1]."""
    assert student.halves(np.array([2.0])) == near(np.array([1.0]))
''',
    "solutions/halves/grading.yaml": """tolerance: {rtol: 1e-9, atol: 1e-12}
limits: {wall_s: 2, cpu_s: 2}
mistakes: {doubled: {hint: "You double."}}
""",
    "solutions/halves/work.py": """import numpy as np


def halves(x):
    ### BEGIN SOLUTION
    result = np.zeros(len(x))
    for i in range(len(x)):
        result[i] = x[i] * 0.5
    return result
    ### END SOLUTION
""",
    "solutions/halves/test_hidden.py": '''import pytest


@pytest.mark.points(3, hint="Entry by entry.")
@pytest.mark.parametrize("n", [1, 4, 7])
def test_halves(check, rng, n):
    """halves() halves every entry."""
    check.halves(rng.normal(size=n))


@pytest.mark.points(1)
def test_three_whole_numbers(check, rng):
    """halves() halves whole numbers."""
    check.halves(rng.integers(1, 9, size=3))
''',
    "solutions/halves/mistakes/doubled.py": "def halves(x):\n    return 2 * x\n",
    "solutions/halves/samples/accepted/vector.py": "def halves(x):\n    return x / 2\n",
    "solutions/halves/samples/wrong_answer/same.py": "def halves(x):\n    return x\n",
}

# A reference of which few mutants are made, and none that no input tells apart: for what is asked of anything but mutants.
ONE_LINE: dict[str, str | None] = {
    "solutions/halves/work.py": "def halves(x):\n    ### BEGIN SOLUTION\n    return x / 2\n    ### END SOLUTION\n"
}


def halves(folder: Path, changed: dict[str, str | None] | None = None) -> Path:
    """The course on disk, with these files in the place of its own (None: left out); its folder."""
    course = folder / "course"
    for name, text in (FILES | (changed or {})).items():
        if text is not None:
            path = course / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return course


def verified(course: Path) -> Verification:
    return prove(course, "halves", sandbox="auto", jobs=1, whole_matrix=False, tell=lambda _: None)


def replaced(name: str, old: str, new: str) -> dict[str, str | None]:
    """The change of one file by one replacement, which has to be there."""
    assert old in FILES[name]
    return {name: FILES[name].replace(old, new)}
