"""A small assignment that passes verification, from which each test takes one thing away."""

from pathlib import Path

import pytest
from smallest import FILES, Halves, Verify

from grader.verify.proof import prove


@pytest.fixture
def halves(tmp_path: Path) -> Halves:
    """``halves({"solutions/halves/work.py": text, ...})``: the course with these files in the place of its own (None: removed)."""

    def make(changed: dict[str, str | None] | None = None) -> Path:
        course = tmp_path / "course"
        for name, text in (FILES | (changed or {})).items():
            if text is not None:
                path = course / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        return course

    return make


@pytest.fixture
def verify() -> Verify:
    return lambda course: prove(course, "halves", sandbox="auto", jobs=1, whole_matrix=False, tell=lambda _: None)
