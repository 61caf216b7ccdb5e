"""What of an assignment can change points, as one digest; what can change explanations, and what words, as two more.

A class is graded again only where the first changes; where only words do, reports are rendered again. Knows nothing of students.
"""

from __future__ import annotations

import ast
import dataclasses
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from grader.model import Assignment

# Fields that cannot change what a submission earns before the late policy, which is joined when a grade is rendered. A field
# that is not named here counts, so that a new one can only cause too much work, never a stale grade.
NOT_POINTS = frozenset(
    {
        *("title", "public", "private", "points", "reveal", "texts", "lang", "mistakes", "course_name", "timezone", "languages"),
        *("alternatives", "deadline", "attempts", "manual", "drop", "digest", "explanations_digest", "words_digest"),
        "locate",
    }
)
# Fields that came later: where they say nothing, the digest is what it was without them.
LATER = frozenset({"forbid", "bonus"})
# Of the private folder: what explains; what is read as settings; what only proves the assignment itself.
EXPLANATIONS = frozenset({"mistakes"})
SETTINGS = frozenset({"grading.yaml", "assignment.yaml"})
PROOF = frozenset({"samples", "__pycache__"})
PROSE = (".md", ".pyc")


@dataclass(frozen=True, slots=True)
class Digests:
    """``sha256:...`` each. ``explanations``: what only ``--feedback full`` looks at; ``words``: everything, byte for byte."""

    points: str
    explanations: str
    words: str


def digests_of(assignment: Assignment) -> Digests:
    """Read the assignment's folders once. Prose for people counts for nothing."""
    points, explanations, words = hashlib.sha256(), hashlib.sha256(), hashlib.sha256()
    settings = {
        field.name: value
        for field in dataclasses.fields(assignment)
        if field.name not in NOT_POINTS and ((value := getattr(assignment, field.name)) or field.name not in LATER)
    }
    _add(points, "settings", repr(sorted(settings.items())).encode())
    if assignment.drop:  # the reason is only words
        _add(points, "drop", repr(sorted(name for name, _, _ in assignment.drop)).encode())
    course = (assignment.lang, assignment.course_name, assignment.timezone)
    _add(words, "course", repr(course).encode())
    if assignment.locate != "line":
        _add(explanations, "locate", assignment.locate.encode())
    for folder in (assignment.public, assignment.private):
        if folder is None:
            continue
        for name, path in _files(folder):
            content = path.read_bytes()
            label = f"{folder.parent.name}/{name}"
            _add(words, label, content)
            top = name.split("/")[0]
            if top in EXPLANATIONS:
                _add(explanations, label, content)
            elif top not in SETTINGS and _counts(assignment, folder, name):
                _add(points, label, meaning(name, content))
    return Digests(*(f"sha256:{each.hexdigest()}" for each in (points, explanations, words)))


@lru_cache(256)  # an assignment is read again once its suite is collected, and most often nothing was changed meanwhile
def meaning(name: str, content: bytes) -> bytes:
    """A Python file without what only people read: comments, layout, and titles and hints of tests. Other files as they are.

    Hypothesis draws the examples of a ``@given`` test from its source, docstring included, so there the docstring counts; and
    a file that looks at its own source or docstrings counts byte for byte.
    """
    if not name.endswith(".py") or b"__doc__" in content or b"inspect" in content:
        return content
    try:
        tree = ast.parse(content)
    except (SyntaxError, ValueError):
        return content
    if name.rpartition("/")[2].startswith("test_"):
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
                _drop_words(node)
    return ast.dump(tree).encode()


def _drop_words(test: ast.FunctionDef) -> None:
    """Take the docstring and the hint out of a test's tree."""
    drawn = any("'given'" in ast.dump(decorator) for decorator in test.decorator_list)
    first = test.body[0]
    if not drawn and isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        test.body = test.body[1:]
    for decorator in test.decorator_list:
        if isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute) and decorator.func.attr == "points":
            decorator.keywords = [each for each in decorator.keywords if each.arg != "hint" or not _is_plain(each.value)]


def _is_plain(value: ast.expr) -> bool:
    return all(isinstance(node, ast.Constant | ast.Dict | ast.JoinedStr | ast.Load) for node in ast.walk(value))


def _counts(assignment: Assignment, folder: Path, name: str) -> bool:
    """Of the public folder only the stub (an unfilled body is told by it), what is provided, and in ``check`` the visible suite."""
    if folder == assignment.private:
        return True
    if assignment.private is None:
        return True
    return name in assignment.files or name in tuple(getattr(assignment, "provides", ()))


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.suffix in PROSE or PROOF & set(parts) or any(part.startswith(".") for part in parts) or not path.is_file():
            continue
        yield "/".join(parts), path


def _add(whole: hashlib._Hash, label: str, content: bytes) -> None:
    whole.update(f"{label}:{len(content)}:".encode())
    whole.update(content)
