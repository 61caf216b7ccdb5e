"""The packages that an assignment allows, found where they are installed, and nothing else that lies beside them. Inside."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType


class Allowed(MetaPathFinder):
    """Comes after the standard library's finders. ``names``: top-level modules of the allowed distributions and their needs."""

    def __init__(self, names: Sequence[str], folders: Sequence[str]) -> None:
        self._names, self._folders = frozenset(names), list(folders)

    def find_spec(self, fullname: str, path: object = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if path is not None or fullname not in self._names:
            return None
        return PathFinder.find_spec(fullname, self._folders, target)
