"""Golden scenarios: a submission, an assignment, and the document that must come out, byte for byte.

A scenario is a folder ``tests/scenarios/<assignment>/<name>/`` with the submission's files and ``expected.json``: the grade
document without what graded it. After a change that is meant, ``pytest tests/test_scenarios.py --regenerate`` writes them anew,
and the diff is reviewed. The assignment is one of the course, or a small one of ``tests/scenarios/course/``.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.grading.reveal import reveal
from grader.judge.supervisor import Judge
from grader.reading.submissions import load_submission
from grader.report.documents import grade_document

SCENARIOS = Path(__file__).parent / "scenarios"
ROOT = Path(__file__).parents[1]
FOLDERS = sorted(path.parent for path in SCENARIOS.glob("*/*/expected.json"))
ASSIGNMENTS = sorted({path.parent.name for path in FOLDERS})


@pytest.fixture(scope="module", params=ASSIGNMENTS)
def judge(request: pytest.FixtureRequest) -> Iterator[Judge]:
    own = (SCENARIOS / "course" / "assignments" / request.param).is_dir()
    with Judge(SCENARIOS / "course" if own else ROOT, request.param, sandbox="process") as judge:
        yield judge


@pytest.mark.long(seconds=2)
def test_the_document_is_the_same(judge: Judge, request: pytest.FixtureRequest) -> None:
    """Every scenario of the assignment, in both languages."""
    slug = judge.assignment.slug
    folders = [path for path in FOLDERS if path.parent.name == slug]
    assert folders
    for folder in folders:
        found = document_of(judge, folder)
        expected = folder / "expected.json"
        if request.config.getoption("--regenerate"):
            expected.write_text(found, encoding="utf-8")
        assert found == expected.read_text(encoding="utf-8"), folder.name


def document_of(judge: Judge, folder: Path) -> str:
    files = [path for path in folder.iterdir() if path.name != "expected.json"]
    submission = load_submission(files[0] if len(files) == 1 else folder, judge.assignment)
    grade = reveal(judge.grade(submission))
    documents = {lang: grade_document(grade, lang) for lang in ("en", "ko")}
    for document in documents.values():
        del document["grader"]  # versions of Python and NumPy
    return json.dumps(documents, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
