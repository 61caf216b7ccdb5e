"""Which of the forbidden constructs an answer uses, told from its syntax tree. Inside, in a process that runs no student code.

An answer is its function or class and whatever of the submission that leads to. A construct is what ``assignment.yaml`` calls it: a
word of Python (``for``), ``loop``, ``comprehension``, ``recursion``, ``@``, an attribute of anything (``.sort``), or a dotted name.
A name is found by whatever other name it goes; what would hide it (``eval``, a module handed on as a value) is told as hiding.
"""

from __future__ import annotations

import ast
import sys
import types
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from grader.sandbox.inside.names import (
    COMPREHENSIONS,
    FUNCTIONS,
    IMPORTS,
    MODULE,
    OUTSIDE,
    OWN,
    SCOPES,
    Module,
    Names,
    Scope,
    getattr_of,
    outside_of,
)

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
# What runs a text or bytes, so that nothing is to be seen in the tree.
RUNS = frozenset({"eval", "exec", "compile", "__import__"})
RUNNING = frozenset({"importlib", "builtins", "ctypes", "pickle", "marshal", "runpy", "code", "codeop", "pkgutil", "imp"})
# What leads to a name without naming it.
LEADS = frozenset({"globals", "locals", "vars", "__builtins__", "__loader__", "__spec__"})
LEADING = frozenset(
    {"inspect", "gc", ("sys", "modules"), ("sys", "_getframe"), ("operator", "attrgetter"), ("operator", "methodcaller")}
)
INNER = frozenset(
    {
        "__globals__",
        "__builtins__",
        "__subclasses__",
        "__getattribute__",
        "__loader__",
        "__spec__",
        "__wrapped__",
        "f_globals",
        "f_builtins",
    }
)
MOST_OF_A_FUNCTION = 5
MOST_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Use:
    """``construct``: as the assignment calls it; empty where ``name`` hides what is used."""

    construct: str
    name: str
    place: str
    line: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A statement of a file's own level that an answer leads to."""

    module: Module
    number: int


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
            return path[1] in RUNS or (self.is_of_names and path[1] in LEADS)
        return path[0] in RUNNING or (self.is_of_names and (path[0] in LEADING or path[:2] in LEADING))


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


def uses(names: Names, function: str, constructs: Sequence[str]) -> list[Use]:
    """What the answer of that name uses of the constructs, the first lines first."""
    ban, found = Ban(constructs), set[Use]()
    for _ in range(MOST_ROUNDS):
        names.begin_round()
        reader = Reader(names)
        pieces = reader.pieces_of(function)
        found |= {use for piece in pieces for use in reader.uses_in(piece, ban)}
        if not names.grew:
            break
    if ban.recursion:
        found |= set(reader.recursions(pieces))
    order = {piece.module.statements[piece.number][0]: place for place, piece in enumerate(pieces)}
    return sorted(found, key=lambda use: (use.construct == "", order.get(use.place, 0), use.line))[:MOST_OF_A_FUNCTION]


class Reader:
    """Follows an answer from statement to statement, and looks at every node of each."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._led: dict[_Piece, dict[tuple[str, str], int]] = {}

    def pieces_of(self, function: str) -> list[_Piece]:
        """The statements that define the function, and all that they lead to."""
        found: list[_Piece] = []
        waiting = [(module.name, function) for module in self._names.modules.values()]
        seen = set(waiting)
        while waiting:
            for piece in self._bound(waiting.pop()):
                if piece in found:
                    continue
                found.append(piece)
                for name in self._leads(piece):
                    if name not in seen:
                        seen.add(name)
                        waiting.append(name)
        return found

    def recursions(self, pieces: Sequence[_Piece]) -> Iterator[Use]:
        """Definitions that lead back to themselves."""
        for piece in pieces:
            own = {
                name for name in self._names.modules[piece.module.name].binders if piece in self._bound((piece.module.name, name))
            }
            for (module, name), line in self._leads(piece).items():
                reached = {each for start in self._bound((module, name)) for each in self._reached(start)}
                if piece in reached and own:
                    yield Use(RECURSION, name, piece.module.statements[piece.number][0], line)

    def uses_in(self, piece: _Piece, ban: Ban) -> Iterator[Use]:
        place = piece.module.statements[piece.number][0]
        for node, scope, role in self._walk(piece):
            line = getattr(node, "lineno", 0)
            for construct, name in self._of_node(node, scope, role, ban):
                yield Use(construct, name, place, line)

    def _of_node(self, node: ast.AST, scope: Scope, role: str, ban: Ban) -> Iterator[tuple[str, str]]:
        """``(construct, name)``."""
        for word, kinds in ban.words.items():
            of = node.op if isinstance(node, ast.BinOp | ast.AugAssign) else node
            if isinstance(of, kinds) and not isinstance(node, ast.operator):
                yield word, word
        if ban.recursion and (name := _calls_around(node, scope)):
            yield RECURSION, name
        if isinstance(node, ast.Call) and (taken := getattr_of(node)) is not None:
            yield from self._of_getattr(taken, scope, ban)
        if isinstance(node, ast.Attribute):
            if node.attr in ban.attributes:
                yield ban.attributes[node.attr], f".{node.attr}"
            if ban.is_of_names and node.attr in INNER:
                yield "", node.attr
        if isinstance(node, IMPORTS) and scope.is_class:
            for alias in node.names:
                bound = ast.Name(alias.asname or alias.name.partition(".")[0], ast.Load())
                yield from self._of_values(bound, scope, "value", ban)
        if isinstance(node, ast.Name | ast.Attribute | ast.Call) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            yield from self._of_values(node, scope, role, ban)

    def _of_values(self, node: ast.Name | ast.Attribute | ast.Call, scope: Scope, role: str, ban: Ban) -> Iterator[tuple[str, str]]:
        for value in sorted(self._names.of(node, scope)):
            path = value[1:]
            if value[0] != OUTSIDE:
                continue
            if construct := ban.named(path):
                yield construct, construct
            elif ban.hides(path):
                yield "", path[-1]
            elif role == "value" and (ban.leads_on(path) or (path[-1] == "__dict__" and ban.is_of_names)):
                yield "", ast.unparse(node)[:60]

    def _of_getattr(self, taken: tuple[ast.expr, str | ast.expr], scope: Scope, ban: Ban) -> Iterator[tuple[str, str]]:
        base, name = taken
        if isinstance(name, str):
            if name in ban.attributes:
                yield ban.attributes[name], f".{name}"
            if ban.is_of_names and name in INNER:
                yield "", name
        elif ban.is_of_names and not _begins_plainly(name) and not _is_self(base, scope):
            yield "", "getattr"

    def _bound(self, name: tuple[str, str]) -> list[_Piece]:
        module = self._names.modules[name[0]]
        return [_Piece(module, number) for number in module.binders.get(name[1], ())]

    def _reached(self, start: _Piece) -> set[_Piece]:
        found, waiting = {start}, [start]
        while waiting:
            for name in self._leads(waiting.pop()):
                new = [piece for piece in self._bound(name) if piece not in found]
                found.update(new)
                waiting += new
        return found

    def _leads(self, piece: _Piece) -> dict[tuple[str, str], int]:
        """The submission's own names that the statement reads, with the line of each."""
        if piece not in self._led:
            found: dict[tuple[str, str], int] = {}
            for node, scope, _ in self._walk(piece):
                if not isinstance(node, ast.Name | ast.Attribute | ast.Call):
                    continue
                for value in self._names.of(node, scope):
                    if value[0] == OWN:
                        found.setdefault((value[1], value[2]), getattr(node, "lineno", 0))
                    elif value[0] == MODULE and not isinstance(node, ast.Name):
                        found |= {(value[1], name): node.lineno for name in self._names.modules[value[1]].binders}
            self._led[piece] = found
        return self._led[piece]

    def _walk(self, piece: _Piece) -> Iterator[tuple[ast.AST, Scope, str]]:
        """Every node with its scope and what is done with it: ``base`` of an attribute, ``given`` to a name, or a ``value``."""
        waiting: list[tuple[ast.AST, Scope, str]] = [(piece.module.statements[piece.number][1], piece.module.scope, "value")]
        while waiting:
            node, scope, role = waiting.pop()
            yield node, scope, role
            outside = outside_of(node) if isinstance(node, SCOPES) else []
            inner = self._names.scope_of(node) if isinstance(node, SCOPES) else scope
            around = {id(each) for each in outside}
            waiting += [(each, scope, "value") for each in outside]
            for child in _children(node):
                if id(child) not in around:
                    waiting.append((child, inner, _role(node, child, inner)))


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """Without annotations, which compute nothing."""
    if isinstance(node, ast.arg):
        return
    for child in ast.iter_child_nodes(node):
        if child is getattr(node, "annotation", None) or child is getattr(node, "returns", None):
            continue
        yield child


def _role(parent: ast.AST, child: ast.AST, scope: Scope) -> str:
    if isinstance(parent, ast.Attribute):
        return "base"
    if isinstance(parent, ast.Call) and (taken := getattr_of(parent)) is not None:
        return "base" if child is taken[0] and isinstance(taken[1], str) else "value"
    targets = parent.targets if isinstance(parent, ast.Assign) else [parent.target] if isinstance(parent, ast.AnnAssign) else []
    given = bool(targets) and child is getattr(parent, "value", None) and all(isinstance(each, ast.Name) for each in targets)
    # What a class is given is reached by its objects, which nobody follows.
    return "given" if given and not scope.is_class else "value"


def _begins_plainly(name: str | ast.expr) -> bool:
    """Whether a name that is computed begins with a letter that stands there, as ``"W_" + gate``."""
    if isinstance(name, ast.JoinedStr) and name.values:
        name = name.values[0]
    while isinstance(name, ast.BinOp) and isinstance(name.op, ast.Add | ast.Mod):
        name = name.left
    return isinstance(name, ast.Constant) and isinstance(name.value, str) and name.value[:1].isalpha()


def _calls_around(node: ast.AST, scope: Scope) -> str:
    """The name of the function around the node, within another or in a class, where the node names it."""
    at: Scope | None = scope
    while at is not None and at.parent is not None:
        name = getattr(at.node, "name", "")
        if at.parent.is_class:
            if isinstance(node, ast.Attribute) and node.attr == name and _is_self(node.value, scope):
                return str(name)
        elif at.parent.parent is not None and isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load):
            return str(name)
        at = at.parent
    return ""


def _is_self(base: ast.expr, scope: Scope) -> bool:
    """Whether it is what a method is called on."""
    at: Scope | None = scope
    while at is not None and not isinstance(at.node, FUNCTIONS):
        at = at.parent
    if at is None or at.parent is None or not at.parent.is_class or not isinstance(base, ast.Name):
        return False
    first: Callable[[ast.AST], list[ast.arg]] = lambda node: node.args.args  # type: ignore[attr-defined]  # noqa: E731
    arguments = first(at.node)
    return bool(arguments) and arguments[0].arg == base.id and base.id not in at.given
