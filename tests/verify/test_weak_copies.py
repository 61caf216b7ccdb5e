"""The weak copies that the bench asks ``grader verify`` to refuse: each is worse as it says, and can be read."""

import ast
from collections import Counter
from pathlib import Path

import pytest

from bench.weak import LOOSE, ROOT, WEAK, Weak, with_constants, with_first_only, without_tests, write_copy
from grader.cli.verify_progress import step_words
from grader.reading.course import load_assignment
from grader.verify.outcome import Step


def test_there_are_thirty_over_every_assignment() -> None:
    assert len(WEAK) >= 30
    assert len({(weak.slug, weak.name) for weak in WEAK}) == len(WEAK)
    assert Counter(weak.slug for weak in WEAK).keys() == {path.name for path in (ROOT / "assignments").iterdir() if path.is_dir()}


@pytest.mark.parametrize("weak", WEAK, ids=lambda weak: f"{weak.slug} {weak.name}")
def test_a_copy_is_weak_as_it_says(weak: Weak, tmp_path: Path) -> None:
    """Its names have the new values, its tests are gone, its rules are replaced; and grading could begin."""
    private = write_copy(weak, tmp_path) / "solutions" / weak.slug
    suite, inputs = ((private / name).read_text(encoding="utf-8") for name in ("test_hidden.py", "inputs.py"))
    for name, value in weak.constants:
        assert f"\n{name} = {value}\n" in suite + inputs
    tests = {node.name for node in ast.parse(suite).body if isinstance(node, ast.FunctionDef)}
    assert tests
    assert not tests & set(weak.without)
    own = ROOT / "solutions" / weak.slug
    changed = [
        name
        for name in ("test_hidden.py", "inputs.py", "grading.yaml")
        if (private / name).read_bytes() != (own / name).read_bytes()
    ]
    assert changed
    assignment = load_assignment(tmp_path, weak.slug)
    if weak.rules == LOOSE:
        assert assignment.default_rule.rtol == 0.2


def test_what_is_not_there_is_said() -> None:
    with pytest.raises(ValueError, match="the suite has no test_b"):
        without_tests("def test_a():\n    pass\n", ["test_b"])
    with pytest.raises(ValueError, match="test_a has no parameter n"):
        with_first_only("def test_a():\n    pass\n", "test_a", "n")
    assert with_constants("A = 1\nB = 2\n", [("A", "3")]) == "A = 3\nB = 2\n"


def test_the_live_line_of_a_proof() -> None:
    """What it is at, and how many mutants have lost nothing, in words that fit one and many."""
    assert (
        step_words(Step(slug="halves", at="mutants", done=3, total=50, survived=1))
        == "halves: 3 of 50 mutants tried, 1 of them lost nothing yet"
    )
    assert step_words(Step(slug="halves", at="search", survived=1)) == "halves: looking for what tells 1 mutant from the reference"
