"""Other versions of the reference in this process: one that reports its sizes, ones that round otherwise. The reference is ours."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

from grader.judge.running.reference import Reference, load_beside
from grader.model import Assignment
from grader.verify.splice import Source

Change = Callable[[Source], ast.Module]


def load_version(assignment: Assignment, change: Change, names: Mapping[str, Any]) -> Reference:
    """The reference with every file's tree changed and ``names`` put into each module. Raises what the files raise."""
    folder = assignment.private
    assert folder is not None  # noqa: S101  # only assignments with their private half are verified
    sources = [Source(file, (folder / file).read_text(encoding="utf-8-sig")) for file in assignment.files]
    codes = [(source.name, compile(change(source), str(folder / source.name), "exec")) for source in sources]
    return Reference(load_beside(folder, codes, names))
