"""Where the suite itself is at fault, nobody is told that they are wrong."""

import json
from pathlib import Path

import pytest

from tests.warm import run_grader

KIND = "suite_at_fault_charged_to_students"


@pytest.mark.parametrize("case", ["wrong_number", "looks_at_prints", "looks_at_the_signature", "raises_wrong_exception"])
def test_a_check_that_the_reference_fails_is_withheld(inputs: Path, tmp_path: Path, case: str) -> None:
    """The submission equals the reference byte for byte; the check is named, and the exit is 4."""
    folder = inputs / KIND / case
    command = ["batch", str(folder / "class"), "-a", "sq", "--course", str(folder / "course"), "-o", str(tmp_path / "out")]
    done = run_grader([*command, "--sandbox", "auto"])
    assert done.returncode == 4, done.stderr
    (line,) = (tmp_path / "out" / "results.jsonl").read_text(encoding="utf-8").splitlines()
    grade = json.loads(line)
    assert (grade["points"], grade["needs_review"], grade["verdict"]) == (None, True, "grader_error")
    assert {each["verdict"] for each in grade["cases"]} <= {"accepted", "grader_error"}
    assert "the reference itself fails test_cube" in done.stderr
    assert "test_cube" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
