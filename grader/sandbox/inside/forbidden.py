"""Which of the forbidden constructs an answer uses, told from its syntax tree. Inside, in a process that runs no student code.

An answer is its function or class and whatever of the submission that leads to. A construct is what ``assignment.yaml`` calls it: a
word of Python (``for``), ``loop``, ``comprehension``, ``recursion``, ``@``, an attribute of anything (``.sort``), or a dotted name.
A name is found by whatever other name it goes; what would hide it (``eval``, a module handed on as a value) is told as hiding.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from grader.sandbox.inside.constructs import RECURSION, Ban, unpickles
from grader.sandbox.inside.definitions import FUNCTIONS
from grader.sandbox.inside.hiding import OF_ERRORS
from grader.sandbox.inside.names import IMPORTS, OUTSIDE, OWN, Scope, getattr_of
from grader.sandbox.inside.pieces import Piece, Pieces

MOST_OF_A_FUNCTION = 5
MOST_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Use:
    """``construct``: as the assignment calls it; empty where ``name`` hides what is used."""

    construct: str
    name: str
    place: str
    line: int


def uses(everything: Pieces, function: str, constructs: Sequence[str]) -> list[Use]:
    """What the answer of that name uses of the constructs, the first lines first."""
    ban, found, reader = Ban(constructs), set[Use](), Reader(everything)
    for _ in range(MOST_ROUNDS):
        everything.begin_round()
        pieces = everything.pieces_of(function, ban)
        found |= {use for piece in pieces for use in reader.uses_in(piece, ban)}
        if not everything.names.grew:
            break
    if ban.recursion:
        found |= set(reader.recursions(pieces))
    if ban.is_of_names or ban.attributes:
        found |= set(reader.lent(pieces))
    order = {piece.module.statements[piece.number][0]: place for place, piece in enumerate(pieces)}
    return sorted(found, key=lambda use: (use.construct == "", order.get(use.place, 0), use.line))[:MOST_OF_A_FUNCTION]


class Reader:
    """Looks at every node of the pieces of an answer."""

    def __init__(self, everything: Pieces) -> None:
        self._names, self._all = everything.names, everything

    def recursions(self, pieces: Sequence[Piece]) -> Iterator[Use]:
        """Definitions that lead back to themselves."""
        for piece in pieces:
            own = {
                name
                for name in self._names.modules[piece.module.name].binders
                if piece in self._all.bound((piece.module.name, name))
            }
            for (module, name), line in self._all.leads(piece).items():
                reached = {each for start in self._all.bound((module, name)) for each in self._all.reached(start)}
                if piece in reached and own:
                    yield Use(RECURSION, name, piece.module.statements[piece.number][0], line)

    def lent(self, pieces: Sequence[Piece]) -> Iterator[Use]:
        """Methods taken from their class, or from a type, where one looks up any name of what it is called on."""
        nodes = [(piece, node, scope) for piece in pieces for node, scope, _ in self._all.walk(piece)]
        if not any(isinstance(node, ast.Call) and _looks_up_itself(node, scope) for _, node, scope in nodes):
            return
        for piece, node, scope in nodes:
            if isinstance(node, ast.Attribute) and node.attr != "__init__" and self._is_class(node.value, scope):
                yield Use("", node.attr, piece.module.statements[piece.number][0], node.lineno)

    def _is_class(self, node: ast.expr, scope: Scope) -> bool:
        if isinstance(node, ast.Call):
            return isinstance(node.func, ast.Name) and node.func.id == "type"
        return any(
            isinstance(piece.module.statements[piece.number][1], ast.ClassDef)
            for value in self._names.of(node, scope)
            if value[0] == OWN
            for piece in self._all.bound(value[1:])
        ) or (isinstance(node, ast.Name) and _is_local_class(node.id, scope))

    def uses_in(self, piece: Piece, ban: Ban) -> Iterator[Use]:
        place = piece.module.statements[piece.number][0]
        for node, scope, role in self._all.walk(piece):
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
        if isinstance(node, ast.Call) and ban.is_of_names and (unpickles(node) or self._loads_by_place(node, scope)):
            yield "", "allow_pickle"
        if isinstance(node, ast.Attribute):
            if node.attr in ban.attributes:
                yield ban.attributes[node.attr], f".{node.attr}"
            if ban.is_inner(node.attr) and not (node.attr in OF_ERRORS and _is_self(node.value, scope)):
                yield "", node.attr
        if isinstance(node, ast.MatchClass):
            for name in node.kwd_attrs:
                if name in ban.attributes:
                    yield ban.attributes[name], f".{name}"
                elif ban.is_inner(name):
                    yield "", name
        if isinstance(node, IMPORTS) and scope.is_class:
            for alias in node.names:
                bound = ast.Name(alias.asname or alias.name.partition(".")[0], ast.Load())
                yield from self._of_values(bound, scope, "value", ban)
        if isinstance(node, ast.Name | ast.Attribute | ast.Call) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            yield from self._of_values(node, scope, role, ban)

    def _loads_by_place(self, node: ast.Call, scope: Scope) -> bool:
        """Whether it is ``np.load(file, None, True)``, or a call of it with arguments that nobody can count."""
        is_load = any(value == (OUTSIDE, "numpy", "load") for value in self._names.of(node.func, scope))
        many = len(node.args) > 2 or any(isinstance(each, ast.Starred) for each in node.args)
        return is_load and (many or any(each.arg is None for each in node.keywords))

    def _of_values(self, node: ast.Name | ast.Attribute | ast.Call, scope: Scope, role: str, ban: Ban) -> Iterator[tuple[str, str]]:
        for value in sorted(self._names.of(node, scope)):
            path = value[1:]
            if value[0] != OUTSIDE:
                continue
            if construct := ban.named(path):
                yield construct, construct
            elif ban.hides(path):
                yield "", path[-1]
            elif path == ("builtins", "getattr") and role != "called" and (ban.is_of_names or ban.attributes):
                yield "", "getattr"
            elif role == "value" and (ban.leads_on(path) or (path[-1] == "__dict__" and ban.is_of_names)):
                yield "", ast.unparse(node)[:60]

    def _of_getattr(self, taken: tuple[ast.expr, str | ast.expr], scope: Scope, ban: Ban) -> Iterator[tuple[str, str]]:
        base, name = taken
        if isinstance(name, str):
            if name in ban.attributes:
                yield ban.attributes[name], f".{name}"
            if ban.is_inner(name):
                yield "", name
        elif ban.is_of_names and not _begins_plainly(name) and not _is_self(base, scope):
            yield "", "getattr"


def _begins_plainly(name: str | ast.expr) -> bool:
    """Whether a name that is computed begins with a letter that stands there, as ``"W_" + gate``."""
    if isinstance(name, ast.JoinedStr) and name.values:
        name = name.values[0]
    while isinstance(name, ast.BinOp) and isinstance(name.op, ast.Add | ast.Mod):
        name = name.left
    return isinstance(name, ast.Constant) and isinstance(name.value, str) and name.value[:1].isalpha()


def _looks_up_itself(node: ast.Call, scope: Scope) -> bool:
    taken = getattr_of(node)
    return taken is not None and not isinstance(taken[1], str) and not _begins_plainly(taken[1]) and _is_self(taken[0], scope)


def _is_local_class(name: str, scope: Scope) -> bool:
    at: Scope | None = scope
    while at is not None and at.parent is not None:
        if any(isinstance(each, ast.ClassDef) and each.name == name for each in ast.walk(at.node)):
            return True
        at = at.parent
    return False


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
    if any(not (isinstance(each, ast.Name) and each.id == "property") for each in getattr(at.node, "decorator_list", ())):
        return False
    first: Callable[[ast.AST], list[ast.arg]] = lambda node: node.args.args  # type: ignore[attr-defined]  # noqa: E731
    arguments = first(at.node)
    return bool(arguments) and arguments[0].arg == base.id and base.id not in at.given
