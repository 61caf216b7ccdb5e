"""The reference solution, loaded in the judge, and copies of the values that are handed to it."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from grader.errors import AssignmentError


class Reference:
    """The modules of the private folder, in the order in which the assignment lists its files."""

    def __init__(self, folder: Path, files: Sequence[str]) -> None:
        self._modules = tuple(_load_module(folder, Path(file).stem) for file in files)

    def attribute(self, name: str) -> Any:
        """The first module's attribute of that name; AttributeError where none has it."""
        for module in self._modules:
            if name in vars(module):
                return vars(module)[name]
        raise AttributeError(f"the reference solution defines no {name!r}")

    def call(self, name: str, args: Sequence[object], kwargs: Mapping[str, object]) -> object:
        """The reference's value for copies of the arguments, so that nothing it changes reaches the student's call."""
        function = self.attribute(name)
        return function(*(copied(arg) for arg in args), **{key: copied(value) for key, value in kwargs.items()})


def copied(value: object) -> object:
    """Plain data copied to the bottom; functions and other objects as they are."""
    if isinstance(value, np.ndarray):
        return value.copy()
    for kind in (list, tuple, set, frozenset):
        if type(value) is kind:
            return kind(copied(item) for item in value)
    if type(value) is dict:
        return {key: copied(item) for key, item in value.items()}
    return value


def _load_module(folder: Path, name: str) -> ModuleType:
    """Import by name, since a suite's ``inputs.py`` may import the reference by name too and must get the same one."""
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    try:
        module = importlib.import_module(name)
    except Exception as error:  # whatever the author's file raises is a fault of the assignment
        raise AssignmentError(f"{folder / name}.py: importing the reference raised {type(error).__name__}: {error}") from error
    if Path(str(module.__file__)).resolve().parent != folder.resolve():
        raise AssignmentError(f"{folder / name}.py: a module named {name!r} is already loaded from elsewhere; rename the file")
    return module
