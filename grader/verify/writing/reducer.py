"""A student's wrong function as a known mistake: what differs from the reference, nothing personal, and the same wrong answers."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import numpy as np

from grader.judge.supervisor import SandboxRequest
from grader.model import Assignment
from grader.verify.programs import private_folder
from grader.verify.writing import reduction
from grader.verify.writing.desk import Desk, Order, scratch_course
from grader.verify.writing.signature import read_reference

# What a notebook or a file of a student's may weigh here; a mistake is a function.
MOST_BYTES = 200_000


class Reducer:
    """Cuts functions out of students' files, in a student process. One for an assignment; ``with``."""

    def __init__(self, assignment: Assignment, sandbox: SandboxRequest) -> None:
        texts = [(private_folder(assignment) / name).read_text(encoding="utf-8-sig") for name in assignment.files]
        self._known = sorted({name for text in texts for name in names_in(text)})
        self._words = sorted({*library_words(), *(word for text in texts for word in words_in(text))})
        self._assignment = assignment
        order = Order(module="reduction", reference=read_reference("reduction.py", inspect.getsource(reduction)))
        self._course = scratch_course(order)
        self._desk: Desk | None = None
        self._sandbox: SandboxRequest = sandbox

    def __enter__(self) -> Reducer:
        folder: Path = self._course.__enter__()
        self._desk = Desk(folder, "it", sandbox=self._sandbox, private=False)
        return self

    def __exit__(self, *error: object) -> None:
        if self._desk is not None:
            self._desk.close()
        self._course.__exit__(None, None, None)

    def mistakes(self, files: Sequence[tuple[str, bytes]], function: str) -> Iterable[str]:
        """The function as a mistake: alone, where the reference's other functions stand in; then with all that it uses."""
        assert self._desk is not None  # noqa: S101  # used under ``with``
        apart = [name.partition(".")[0] for name in self._assignment.functions]
        for name, content in files:
            if len(content) > MOST_BYTES:
                continue
            text = content.decode("utf-8-sig", errors="replace")
            for others in (apart, []):
                made = self._desk.reduced(inspect.getsource(reduction), [name, text, function, self._known, self._words, others])
                if made:
                    yield made


def names_in(text: str) -> set[str]:
    """Every name that an author's file uses or defines."""
    found = set[str]()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name)
    return found


def words_in(text: str) -> set[str]:
    """Attributes, keywords and texts of an author's file."""
    found = set[str]()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.keyword) and node.arg:
            found.add(node.arg)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value:
            found.add(node.value)
    return found


def library_words() -> Collection[str]:
    """What NumPy and Python's own types spell: attributes, and keywords of the functions that take any."""
    owners = (np, np.linalg, np.random, np.fft, np.ndarray, np.float64, str, list, dict, set, tuple, int, float)
    return {name for owner in owners for name in dir(owner)} | {
        "axis", "keepdims", "dtype", "copy", "out", "where", "key", "reverse", "indexing", "endpoint", "ddof", "mode", "axes",
    }  # fmt: skip
