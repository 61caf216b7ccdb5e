"""Constructs that an assignment may forbid: words, attributes, and what dotted names lead to. Inside."""

from __future__ import annotations

import ast
import sys
import types
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

from grader.sandbox.inside.hiding import ANNOTATIONS, HARMLESS, INNER, LEADING, LEADS, RUNNING, RUNS
from grader.sandbox.inside.names import COMPREHENSIONS

LOOPS = (ast.For, ast.AsyncFor, ast.While)
CONSTRUCTS: dict[str, tuple[type[ast.AST], ...]] = {
    "for": (ast.For, ast.AsyncFor, *COMPREHENSIONS),
    "while": (ast.While,),
    "loop": (*LOOPS, *COMPREHENSIONS),
    "comprehension": COMPREHENSIONS,
    "if": (ast.If, ast.IfExp),
    "lambda": (ast.Lambda,),
    "try": (ast.Try, *((ast.TryStar,) if sys.version_info >= (3, 11) else ())),
    "with": (ast.With, ast.AsyncWith),
    "match": (ast.Match,),
    "class": (ast.ClassDef,),
    "global": (ast.Global,),
    "nonlocal": (ast.Nonlocal,),
    "yield": (ast.Yield, ast.YieldFrom),
    "import": (ast.Import, ast.ImportFrom),
    "@": (ast.MatMult,),
}
RECURSION = "recursion"
SHORT = {"np": "numpy", "plt": "matplotlib.pyplot", "pd": "pandas"}


class Ban:
    """What one answer may not use."""

    def __init__(self, constructs: Sequence[str]) -> None:
        self.words = {each: CONSTRUCTS[each] for each in constructs if each in CONSTRUCTS}
        self.recursion = RECURSION in constructs
        self.attributes = {each[1:]: each for each in constructs if each.startswith(".")}
        others = (each for each in constructs if each not in CONSTRUCTS and each != RECURSION and not each.startswith("."))
        self.paths = {path_of(each): each for each in others}
        self._objects = [(found, each) for path, each in self.paths.items() if _tells(found := object_at(path))]
        self.is_of_names = bool(self.paths or self.attributes)

    def named(self, path: tuple[str, ...]) -> str:
        """The construct that the path leads to or through; empty if none."""
        for end in range(1, len(path) + 1):
            if path[:end] in self.paths:
                return self.paths[path[:end]]
            if (found := object_at(path[:end])) is not None:
                for value, construct in self._objects:
                    if found is value:
                        return construct
        # The same by its name in the inner modules of the package, where it is another object.
        if any(part.startswith("_") for part in path[1:-1]):
            for each, construct in self.paths.items():
                if len(each) > 1 and (each[0], each[-1]) == (path[0], path[-1]):
                    return construct
        # What cannot be looked at may be NumPy by another way, as a module that was handed out with the stub.
        for at in range(len(path) - 1, 0, -1):
            if path[at] in SHORT and (*SHORT[path[at]].split("."), *path[at + 1 :]) in self.paths:
                return self.paths[(*SHORT[path[at]].split("."), *path[at + 1 :])]
        return ""

    def leads_on(self, path: tuple[str, ...]) -> bool:
        """Whether it is a module from which something forbidden can be reached."""
        found = object_at(path)
        name = tuple(found.__name__.split(".")) if isinstance(found, types.ModuleType) else path
        return any(name == each[: len(name)] and len(name) < len(each) for each in self.paths)

    def hides(self, path: tuple[str, ...]) -> bool:
        if path[0] == "builtins" and len(path) > 1:
            return path[1] in RUNS | ANNOTATIONS or (self.is_of_names and path[1] in LEADS)
        ways = [path, *ways_through(path)]
        begins = {way[:end] for way in ways for end in range(1, 1 + len(way))}
        if not begins.isdisjoint(RUNNING) or (self.is_of_names and not begins.isdisjoint(LEADING)):
            return True
        return self.is_of_names and any(_is_beyond(way) for way in ways)

    def is_inner(self, attribute: str) -> bool:
        """Whether the attribute hides what is reached by it."""
        return attribute in ANNOTATIONS or (self.is_of_names and attribute in INNER)


def _is_beyond(path: tuple[str, ...]) -> bool:
    """Whether it is a part of the standard library that no answer needs, or what a module of it keeps for itself."""
    if path[0] not in sys.stdlib_module_names:
        return False
    return path[0] not in HARMLESS or any(part.startswith("_") and not part.startswith("__") for part in path[1:])


def unpickles(node: ast.Call) -> bool:
    """Whether a call may make objects of bytes, as ``np.load`` does where it is allowed to."""
    return any(
        each.arg == "allow_pickle" and not (isinstance(each.value, ast.Constant) and not each.value.value) for each in node.keywords
    )


def ways_through(path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The path from each module that it leads through, by that module's own name: ``sys.modules`` for ``random._os.sys.modules``.

    What is not loaded here, and cannot be looked at, is taken for what it is called.
    """
    for end in range(2, len(path) + 1):
        found = object_at(path[:end])
        if isinstance(found, types.ModuleType):
            yield (*found.__name__.split("."), *path[end:])
        elif (
            found is None and path[0] in sys.stdlib_module_names and (name := path[end - 1].lstrip("_")) in sys.stdlib_module_names
        ):
            yield (name, *path[end:])


def path_of(construct: str) -> tuple[str, ...]:
    first, *rest = construct.split(".")
    if not rest and first not in SHORT and object_at(("builtins", first)) is not None:
        return ("builtins", first)
    return (*SHORT.get(first, first).split("."), *rest)


def object_at(path: tuple[str, ...]) -> Any:
    """What stands there, of modules that are loaded and what they hold; None where that is not to be known."""
    end = next((end for end in range(len(path), 0, -1) if ".".join(path[:end]) in sys.modules), 0)
    if not end:
        return None
    found: Any = sys.modules[".".join(path[:end])]
    for name in path[end:]:
        if not isinstance(found, types.ModuleType | type):
            return None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                found = getattr(found, name)
            except Exception:  # noqa: BLE001  # a package may answer as it likes
                return None
    return found


def _tells(value: Any) -> bool:
    """Whether it can be known again: a module, or something that is called."""
    return isinstance(value, types.ModuleType) or callable(value)
