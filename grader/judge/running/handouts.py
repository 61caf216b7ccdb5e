"""What an assignment hands out beside the stub (``provides``): modules, which students import, and data, which they open."""

from __future__ import annotations

from grader.model import Assignment

Files = tuple[tuple[str, bytes], ...]


def provided_modules(assignment: Assignment) -> Files:
    return _read(assignment, python=True)


def provided_data(assignment: Assignment) -> Files:
    return _read(assignment, python=False)


def _read(assignment: Assignment, *, python: bool) -> Files:
    names = [name for name in assignment.provides if name.endswith(".py") is python]
    return tuple((name, (assignment.public / name).read_bytes()) for name in names)
