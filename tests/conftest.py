"""What many tests need: a course on disk, written from texts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from classes import SOURCES, Class, MakeClass

ASSIGNMENT = "title: Doubling\nfiles: [work.py]\nfunctions: [double]\n"
GRADING = "reveal: counterexample\n"
STUB = "def double(x):\n    # TODO\n    return 0\n"
REFERENCE = "def double(x):\n    return 2 * x\n"
HIDDEN = '''"""Hidden."""
import pytest

@pytest.mark.points(2)
@pytest.mark.parametrize("x", [1.0, 2.5])
def test_doubles(check, x):
    """double() doubles."""
    check.double(x)
'''
VISIBLE = '''def test_one(student, near):
    """double(1) is 2."""
    assert student.double(1.0) == near(2.0)
'''

# Suites inside of scenarios are run by judges, not by this session.
collect_ignore_glob = ["scenarios/*"]

MakeCourse = Callable[..., Path]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate", action="store_true", help="write the expected results of the scenarios anew")


@pytest.fixture
def make_course(tmp_path: Path) -> MakeCourse:
    """``make_course(hidden=..., grading=..., ...)``: a course with the one assignment ``doubling``; returns its folder."""

    def make(
        *, assignment: str = ASSIGNMENT, grading: str = GRADING, stub: str = STUB, reference: str = REFERENCE, hidden: str = HIDDEN,
        visible: str = VISIBLE, **more: str,
    ) -> Path:  # fmt: skip
        course = tmp_path / "course"
        public, private = course / "assignments" / "doubling", course / "solutions" / "doubling"
        texts = {
            public / "assignment.yaml": assignment,
            public / "work.py": stub,
            public / "test_visible.py": visible,
            private / "grading.yaml": grading,
            private / "work.py": reference,
            private / "test_hidden.py": hidden,
        }
        texts |= {private / f"{name}.py": text for name, text in more.items()}
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return course

    return make


@pytest.fixture
def make_class(tmp_path: Path, make_course: MakeCourse) -> MakeClass:
    """``make_class({"student": "source"}, hidden=...)``; without sources one student of each kind."""

    def make(sources: dict[str, str] | None = None, **course: str) -> Class:
        folder = tmp_path / "class"
        folder.mkdir(exist_ok=True)
        for student, source in (SOURCES if sources is None else sources).items():
            (folder / f"{student}.py").write_text(source, encoding="utf-8")
        return Class(make_course(**course), folder, tmp_path)

    return make
