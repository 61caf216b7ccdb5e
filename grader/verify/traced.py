"""Other versions of the reference in this process: one that reports its sizes, ones that round otherwise. The reference is ours.

Each version is made of changed trees of all its files, loaded beside the true modules and put away again.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.model import Assignment
from grader.suite.reference import Reference
from grader.verify.splice import Source

Change = Callable[[Source], ast.Module]


class Version(Reference):
    """A changed copy of the reference: answers as a reference does."""

    def __init__(self, modules: tuple[ModuleType, ...]) -> None:
        self._modules = modules


def load_version(assignment: Assignment, change: Change, names: Mapping[str, Any]) -> Version:
    """The reference with every file's tree changed and ``names`` put into each module. Raises what the files raise."""
    folder = assignment.private
    assert folder is not None  # noqa: S101  # only assignments with their private half are verified
    stems = [Path(file).stem for file in assignment.files]
    kept = {stem: sys.modules.get(stem) for stem in stems}
    modules = []
    try:
        for stem in stems:
            sys.modules.pop(stem, None)
        for file, stem in zip(assignment.files, stems, strict=True):
            module = ModuleType(stem)
            module.__file__ = str(folder / file)
            vars(module).update(names)
            sys.modules[stem] = module
            tree = change(Source(file, (folder / file).read_text(encoding="utf-8")))
            exec(compile(tree, str(folder / file), "exec"), vars(module))  # noqa: S102  # the author's own reference
            modules.append(module)
    finally:
        for stem, module_before in kept.items():
            sys.modules.pop(stem, None)
            if module_before is not None:
                sys.modules[stem] = module_before
    return Version(tuple(modules))
