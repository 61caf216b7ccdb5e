"""A known mistake that earns every point is held against many more inputs, as a mutant is, and the case can be written."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli.main import cli
from grader.reading.course import load_assignment
from grader.verify.programs import changed_by, load_material
from tests.verify.smallest import halves, verified

# Wrong for five entries, which no case of the suite has; no mutant is.
FIVE = "def halves(x):\n    return x if len(x) == 5 else x / 2\n"
CHANGED: dict[str, str | None] = {
    "solutions/halves/mistakes/five.py": FIVE,
    "solutions/halves/grading.yaml": "tolerance: {rtol: 1e-9, atol: 1e-12}\nlimits: {wall_s: 2, cpu_s: 2}\n"
    "mistakes: {doubled: {hint: You double.}, five: {hint: Every length.}}\n",
}


@pytest.mark.long
def test_what_fails_it_is_found_and_written(tmp_path: Path) -> None:
    course = halves(tmp_path, CHANGED)
    done = CliRunner().invoke(cli, ["verify", "halves", "--course", str(course), "-j", "1", "--write"])
    assert done.exit_code == 1
    said = " ".join(done.output.split())
    assert "mistakes/five.py earns every point" in said
    assert "told apart by (" in said
    assert "def test_halves_five(check):" in (course / "solutions/halves/test_hidden.py").read_text()
    assert [each.text for each in verified(course).of_point(4)] == []


def test_what_a_mistake_defines(tmp_path: Path) -> None:
    material = load_material(load_assignment(halves(tmp_path, CHANGED), "halves"))
    assert [changed_by(material, each) for each in material.mistakes] == [frozenset({"halves"})] * 2
    assert changed_by(material, material.reference) == frozenset()
