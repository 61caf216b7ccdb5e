"""A method that the class does not have, while code of that name stands elsewhere: never called a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.grading.reveal import reveal
from grader.judge.supervisor import Judge
from grader.reading.submissions import load_submission
from grader.report.documents import grade_document

FILES = {
    "assignments/line/assignment.yaml": "title: A line\nfiles: [line.py]\nfunctions: [Line]\n",
    "assignments/line/line.py": (
        "class Line:\n    def fit(self, x, y):\n        # TODO\n        return self\n\n"
        "    def predict(self, x):\n        # TODO\n        return x\n"
    ),
    "solutions/line/grading.yaml": "reveal: counterexample\n",
    "solutions/line/line.py": (
        "class Line:\n    def fit(self, x, y):\n        self.w = (x * y).sum() / (x * x).sum()\n        return self\n\n"
        "    def predict(self, x):\n        return self.w * x\n"
    ),
    "solutions/line/test_hidden.py": (
        '"""Hidden tests."""\n\nimport pytest\n\n\n@pytest.mark.points(1)\ndef test_line(check, rng):\n'
        '    """A line is fitted."""\n'
        "    line = check.Line()\n    x = rng.normal(size=4)\n    line.fit(x, 2 * x)\n    line.predict(x)\n"
    ),
}
METHODS = "    def predict(self, x):\n        return x\n"
FIT = "    def fit(self, x, y):\n        return None\n"
# Files without a Line.fit, and what must be said of it.
WRITTEN = {
    "second_class": (f"class Line:\n{FIT}{METHODS}\n\nclass Line:\n{METHODS}", "is written in line.py, line 2, but once"),
    "deleted": (f"class Line:\n{FIT}{METHODS}    del fit\n", "is written in line.py, line 2, but once"),
    "never_true": (
        f"class Line:\n    if not __name__:\n    {FIT.replace('        ', '            ')}{METHODS}",
        "is written in line.py, line 3",
    ),
    "method_of_another": (f"class Ridge:\n{FIT}\n\nclass Line:\n{METHODS}", "No fit was found in your class Line"),
    "comment_after_another": (
        f"class Ridge:\n{FIT}\n\nclass Line:\n{METHODS}\n    # def fit(self, x, y):\n    #     return 0\n",
        "Line.fit is only in a comment or in a quoted string (line.py, line 10)",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def line_judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    course = tmp_path_factory.mktemp("course")
    for name, text in FILES.items():
        path = course / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with Judge(course, "line", sandbox="auto") as judge:
        yield judge


@pytest.mark.parametrize("name", WRITTEN)
def test_code_is_not_called_a_comment(line_judge: Judge, tmp_path: Path, name: str) -> None:
    """And in Korean as well."""
    text, said = WRITTEN[name]
    path = tmp_path / "line.py"
    path.write_text(text, encoding="utf-8")
    grade = reveal(line_judge.grade(load_submission(path, line_judge.assignment)))
    (case,) = grade_document(grade, "en")["cases"]
    assert (case["verdict"], said in case["message"]) == ("not_implemented", True), case["message"]
    assert ("comment" in case["message"]) == ("comment" in name)
    assert re.search("[가-힣]", grade_document(grade, "ko")["cases"][0]["message"])
