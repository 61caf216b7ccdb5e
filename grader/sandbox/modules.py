"""The submission's files as modules that import one another by name, and what of them is still the stub's. Inside."""

from __future__ import annotations

import ast
import io
import linecache
import sys
import tokenize
import types
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any


class Modules(MetaPathFinder, Loader):
    """Finds the submission's modules in memory, and says what may be imported where something may not."""

    def __init__(self, packages: Sequence[str]) -> None:
        self._packages = packages
        self._files: dict[str, tuple[str, bytes]] = {}  # by module name: the submission's, and what was handed out with the stub
        self._own: list[str] = []
        self._loaded: list[types.ModuleType] = []
        self.sources: dict[str, list[str]] = {}

    def load(self, files: Sequence[tuple[str, bytes]], provided: Sequence[tuple[str, bytes]] = ()) -> None:
        """Import every file, in order. Raises whatever the student's code raises, SyntaxError too.

        ``provided``: modules that the assignment hands out. They can be imported, and are not what was handed in.
        """
        self._own = [name.removesuffix(".py") for name, _ in files]
        for name, source in (*provided, *files):
            self._files[name.removesuffix(".py")] = (name, source)
            self.sources[name] = source.decode("utf-8", "replace").splitlines(keepends=True)
        sys.meta_path.insert(0, self)
        sys.meta_path.append(Refusal(self._packages))
        for stem in self._files:
            # A file may bear the name of a module that numpy has loaded already.
            if getattr(sys.modules.get(stem), "__loader__", None) is not self:
                sys.modules.pop(stem, None)
        for stem in self._own:
            __import__(stem)
            self._loaded.append(sys.modules[stem])

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        if fullname not in self._files:
            return None
        return ModuleSpec(fullname, self, origin=self._files[fullname][0])

    def create_module(self, _spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        name, source = self._files[module.__name__]
        module.__file__ = name
        text = decoded(source, name)
        self.sources[name] = text.splitlines(keepends=True)
        linecache.cache[name] = (len(source), None, self.sources[name], name)
        exec(compile(text, name, "exec", dont_inherit=True), module.__dict__)  # noqa: S102  # this is what a worker is for

    def find(self, name: str) -> tuple[bool, Any]:
        for module in self._loaded:
            if name in module.__dict__:
                return True, module.__dict__[name]
        return False, None

    def names(self) -> list[list[str]]:
        """``[name, kind]`` of everything that the files define or import, modules and private names left out."""
        found = {}
        for module in reversed(self._loaded):
            for name, value in list(module.__dict__.items()):
                if type(name) is str and not name.startswith("__") and type(value) is not types.ModuleType:
                    found[name] = "class" if isinstance(value, type) else "function" if callable(value) else "value"
        return [[name, kind] for name, kind in found.items()]

    def unfilled(self, stub: Sequence[tuple[str, bytes]]) -> list[str]:
        """Names of functions that nobody has written yet: their body says nothing, or is still that of the file's own stub.

        Methods are named ``Class.method``; a class whose ``__init__`` says nothing counts too.
        """
        given = {file: _bodies(source) for file, source in stub}
        found: dict[str, bool] = {}
        for stem in self._own:
            file, source = self._files[stem]
            for name, body in _bodies(source).items():
                told = _dump(body)
                same = told == _dump(given.get(file, {}).get(name))
                # Of two functions of one name the first file's is the one that is called.
                found.setdefault(name, _says_nothing(body) or same)
                if name.endswith(".__init__"):
                    found.setdefault(name.removesuffix(".__init__"), _says_nothing(body))
        return [name for name, empty in found.items() if empty]


class Refusal(MetaPathFinder):
    """The last of the finders: what nobody else found is not to be had here, and the error says what is."""

    def __init__(self, packages: Sequence[str]) -> None:
        self._packages = packages

    def find_spec(self, fullname: str, path: object = None, _target: object = None) -> None:
        top = fullname.partition(".")[0]
        if path is None and top not in self._packages and top not in sys.stdlib_module_names:
            allowed = " and ".join(["the standard library", *self._packages])
            raise ModuleNotFoundError(f"no module named {fullname!r} here: this assignment allows {allowed}", name=fullname)


def decoded(source: bytes, name: str) -> str:
    """The text as Python reads a file: by its BOM or coding cookie, else UTF-8. Raises SyntaxError with line and column."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    except SyntaxError as error:
        # The same for a cookie that names no encoding, and for a first line that is not UTF-8.
        if "unknown encoding" in str(error):
            raise
        encoding = "utf-8"
    try:
        return io.TextIOWrapper(io.BytesIO(source), encoding=encoding).read()
    except UnicodeDecodeError as error:
        before = source[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        message = f"the file is not {encoding}: byte 0x{source[error.start]:02x} in column {column}; save the file as UTF-8"
        raise SyntaxError(message, (name, line, column, None)) from None


def _bodies(source: bytes) -> dict[str, list[ast.stmt]]:
    """The top-level functions' bodies without their docstrings; methods by ``Class.method``."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[str, list[ast.stmt]] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.name] = node.body
        elif isinstance(node, ast.ClassDef):
            methods = [each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]
            found |= {f"{node.name}.{each.name}": each.body for each in methods}
    return {name: [s for s in body if not _is_text(s)] for name, body in found.items()}


def _is_text(statement: ast.stmt) -> bool:
    """A docstring, or a solution that stands in a string."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and (isinstance(statement.value.value, str) or statement.value.value is ...)
    )


def _says_nothing(body: list[ast.stmt]) -> bool:
    return all(
        isinstance(s, ast.Pass)
        or (isinstance(s, ast.Return) and (s.value is None or (isinstance(s.value, ast.Constant) and s.value.value is None)))
        or (isinstance(s, ast.Raise) and s.exc is not None and "NotImplemented" in ast.dump(s.exc))
        for s in body
    )


def _dump(body: list[ast.stmt] | None) -> list[str] | None:
    try:
        return None if body is None else [ast.dump(statement) for statement in body]
    except RecursionError:
        return [str(id(body))]
