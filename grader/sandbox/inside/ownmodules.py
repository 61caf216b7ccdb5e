"""Modules of the student's own, handed in beside the files asked for: found last of all, so that they hide nothing. Inside."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec

Files = Sequence[tuple[str, bytes]]
INIT = "__init__.py"


class OwnModules(MetaPathFinder, Loader):
    """``files`` by path; ``roots``: the folders, nearest first, that names of modules are looked for in.

    ``run`` runs a module's source. A name that anybody before this finder knows is theirs.
    """

    def __init__(self, files: Files, roots: Sequence[str], run: Callable[[types.ModuleType, str, bytes], None]) -> None:
        self._files, self._roots, self._run = dict(files), roots, run
        # Every folder with something in it: one without an __init__.py is a package all the same.
        self._folders = {path[:end] for path in self._files for end, char in enumerate(path) if char == "/"}
        self._found: dict[str, str] = {}  # by the module's name
        self._imported: set[str] = set()
        self._written: set[str] = set()

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        parent = fullname.rpartition(".")[0]
        if parent and getattr(sys.modules.get(parent), "__loader__", None) is not self:
            return None  # nothing is added to anybody else's package
        relative = fullname.replace(".", "/")
        for root in self._roots:
            path = root + relative
            for file in (f"{path}/{INIT}", f"{path}.py"):
                if file in self._files:
                    self._found[fullname] = file
                    return ModuleSpec(fullname, self, origin=file, is_package=file.endswith(f"/{INIT}"))
            if path in self._folders:
                return ModuleSpec(fullname, self, is_package=True)
        return None

    def write(self, path: str, source: bytes, *, append: bool) -> None:
        """A file that a cell of a notebook writes; it lies where the notebook does."""
        root = self._roots[0] if self._roots else ""
        self._roots = self._roots or ("",)
        path = root + path
        self._files[path] = (self._files.get(path, b"") if append else b"") + source
        self._folders |= {path[:end] for end, char in enumerate(path) if char == "/"}
        self._written.add(path)

    def create_module(self, _spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        path = self._found.get(module.__name__)
        if path is not None:
            self._imported.add(path)
            self._run(module, path, self._files[path])

    def not_imported(self) -> tuple[list[str], list[str]]:
        """The paths of files that nothing imported so far, and of those among them whose name is somebody else's."""
        idle = [path for path in self._files if path not in self._imported | self._written and not path.endswith(INIT)]
        hidden = [path for path in idle if self._is_taken(self._top_of(path))]
        return [path for path in idle if path not in hidden], hidden

    def _top_of(self, path: str) -> str:
        """The name that an import would begin with, from the nearest root."""
        root = next((root for root in self._roots if path.startswith(root)), "")
        return path.removeprefix(root).removesuffix(".py").partition("/")[0]

    def _is_taken(self, name: str) -> bool:
        known = sys.modules.get(name)
        if known is not None:
            return getattr(known, "__loader__", None) is not self
        for finder in sys.meta_path:
            if finder is self:
                return False
            if finder.find_spec(name, None) is not None:
                return True
        return False
