"""Windows of what only a whole case compares: methods, arguments left changed, and a suite's own ``near``."""

from pathlib import Path

import pytest

from grader.reading.course import load_assignment
from grader.verify.summary import suggested_rules
from tests.verify.smallest import halves, verified

COURSE: dict[str, str | None] = {
    "assignments/halves/assignment.yaml": "title: Sums\nfiles: [work.py]\nfunctions: [Total, scale, square]\npoints: 4\n",
    "assignments/halves/work.py": """class Total:
    def add(self, x):
        # TODO
        raise NotImplementedError


def scale(x, c):
    # TODO
    raise NotImplementedError


def square(x):
    # TODO
    raise NotImplementedError
""",
    "assignments/halves/test_visible.py": "def test_one(student, near):\n    assert student.square(1.0) == near(1.0)\n",
    "solutions/halves/work.py": """import numpy as np


class Total:
    def __init__(self):
        self.sum = 0.0

    def add(self, x):
        self.sum = self.sum + np.sum(x)
        return self.sum


def scale(x, c):
    x[:] = x * c


def square(x):
    return x * x
""",
    "solutions/halves/test_hidden.py": """import numpy as np
import pytest


@pytest.mark.points(1)
@pytest.mark.parametrize("n", [3, 20])
def test_adds(check, rng, n):
    total = check.Total()
    total.add(rng.normal(size=n))
    total.add(rng.normal(size=n))


@pytest.mark.points(1)
@pytest.mark.parametrize("n", [1, 4])
def test_scales(check, rng, n):
    check.scale(rng.normal(size=n), rng.normal())


@pytest.mark.points(2)
def test_slope(student, near, rng):
    x, eps = rng.normal(size=3), 1e-4
    numeric = (student.square(x + eps) - student.square(x - eps)) / (2 * eps)
    assert numeric == near(2 * x, rule="finite_difference")
    assert student.square(3.0) == near(9.0, rtol=1e-3)
""",
    "solutions/halves/grading.yaml": """functions:
  Total.add: {tolerance: {rtol: 1e-19, atol: 1e-30}}
  scale: {mutates: [x], tolerance: {rtol: 100, atol: 100}}
rules: {finite_difference: {rtol: 1e-6, atol: 1e-9}}
limits: {wall_s: 2, cpu_s: 2}
""",
    "solutions/halves/mistakes/doubled.py": None,
    "solutions/halves/samples/accepted/vector.py": None,
    "solutions/halves/samples/wrong_answer/same.py": None,
}


@pytest.mark.long
def test_what_only_a_whole_case_compares_has_a_window_too(tmp_path: Path) -> None:
    """Each under the name of its rule: one too strict, one too loose, one about the suite's own finite differences."""
    course = halves(tmp_path, COURSE)
    found = verified(course)
    windows = {window.output: window for window in found.windows}
    assert {"Total.add", "scale.x", "near(rule='finite_difference')", "near(rtol=0.001)"} <= windows.keys()
    assert not windows["Total.add"].above_noise
    assert 0 < windows["Total.add"].noise < 1e-14
    assert not windows["scale.x"].below_mistakes
    finite = windows["near(rule='finite_difference')"]
    assert finite.fits
    assert 1e-14 < finite.noise < 1e-9  # of the differences, not of the square
    assert finite.mistake is not None
    assert finite.mistake > 0.01
    texts = [complaint.text for complaint in found.of_point(6)]
    assert any(text.startswith("Total.add: the rule (rtol 1e-19) is below the rounding noise") for text in texts)
    assert any(text.startswith("scale.x: the rule (rtol 100) lets wrong values pass") for text in texts)
    assert len(texts) == 2

    suggested = suggested_rules(found, load_assignment(course, "halves"))
    grading = course / "solutions/halves/grading.yaml"
    grading.write_text(suggested.replace("  scale:\n", "  scale:\n    mutates: [x]\n") + "limits: {wall_s: 2, cpu_s: 2}\n")
    assert all(window.fits for window in verified(course).windows)
