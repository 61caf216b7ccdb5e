"""Every verdict from a real file through the real judge: ``students/<verdict>/<name>.py``, cases as in ``expected.txt``.

After a change that is meant: ``GRADER_GOLDEN=write pytest tests/verdicts``, and read the diff.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.grading.scoring import rounded
from grader.judge.supervisor import Judge
from grader.model import CaseResult, Grade, Verdict
from grader.reading.submissions import load_submission

HERE = Path(__file__).parent
COURSE = HERE / "course"
EXPECTED = HERE / "expected.txt"
WRITE = os.environ.get("GRADER_GOLDEN") == "write"
FILES = sorted(path.relative_to(HERE / "students").with_suffix("").as_posix() for path in HERE.glob("students/*/*.py"))
# They wait for a limit of seconds to pass, some of them twice.
SLOW = (
    "time_limit",
    "run_time_error/endless_at_import",
    "wrong_answer/endless_for_the_suite",
    "accepted/endless_at_the_end",
    "memory_limit/list_grows",
    "output_limit",
)


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge(COURSE, "steady", sandbox="process", feedback=False) as judge:
        yield judge


@pytest.fixture(scope="module")
def golden() -> Iterator[dict[str, str]]:
    found = dict(line.split(": ", 1) for line in EXPECTED.read_text().splitlines()) if EXPECTED.exists() else {}
    yield found
    if WRITE:
        EXPECTED.write_text("".join(f"{name}: {line}\n" for name, line in sorted(found.items())))


def in_a_line(grade: Grade) -> str:
    """Points, whether staff must look, whether the file could be loaded, and every case that is not accepted, with its reason."""
    points = "withheld" if grade.points is None else rounded(grade.points)
    parts = [f"{points}/{rounded(grade.max_points)}", *(["review"] if grade.needs_review else [])]
    if grade.problem:
        return "; ".join([*parts, "not loaded"])
    parts += [case_in_words(case) for case in grade.cases if case.verdict is not Verdict.ACCEPTED or case.note]
    return "; ".join(parts)


def case_in_words(case: CaseResult) -> str:
    reasons = (case.function, case.limit, case.note, case.fault.type if case.fault else "")
    why = ", ".join(reason for reason in reasons if reason)
    return f"{case.case} {case.verdict}" + (f" ({why})" if why else "")


def marked(name: str) -> object:
    return pytest.param(name, marks=pytest.mark.long) if name.startswith(SLOW) else name


@pytest.mark.parametrize("name", [marked(name) for name in FILES])
def test_a_file_gets_the_verdict_of_its_folder(judge: Judge, golden: dict[str, str], name: str) -> None:
    """And each of its cases what the table says; no other case is harmed."""
    submission = load_submission(HERE / "students" / f"{name}.py", judge.assignment)
    grade = judge.grade(submission)
    if WRITE:
        golden[name] = in_a_line(grade)
    assert grade.verdict.value == name.split("/")[0]
    assert in_a_line(grade) == golden[name]


def test_the_table_lists_what_is_there(golden: dict[str, str]) -> None:
    """No line outlives its file."""
    assert set(golden) <= set(FILES)
    assert {name.split("/")[0] for name in FILES} | {"grader_error", "skipped"} == set(Verdict)
