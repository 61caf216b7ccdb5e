"""What names of a submission stand for, as its text tells: modules and what is in them, or definitions of its own. Inside.

Scopes are Python's; within one scope the order of statements is left out of account, so that a name stands for whatever it is
given anywhere in it. Nothing here runs anything.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from grader.sandbox.inside.binders import binders_of
from grader.sandbox.inside.definitions import FUNCTIONS, annotations_of, computed_by, is_hooked, names_types

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
SCOPES = (*FUNCTIONS, *COMPREHENSIONS, ast.ClassDef)
IMPORTS = (ast.Import, ast.ImportFrom)
OUTSIDE, OWN, MODULE = "outside", "own", "module"
# ``(OUTSIDE, "numpy", "linalg")``: something of a package, or of ``builtins``; ``(OWN, module, name)``: a name of a module of the
# submission's own; ``(MODULE, module)``: such a module itself.
Value = tuple[str, ...]
Values = frozenset[Value]
NOTHING: Values = frozenset()
MOST_NAMES = 12  # of a dotted name


@dataclass(slots=True, eq=False)
class Scope:
    """A function, a class body, a comprehension; or a module where there is no ``parent``."""

    node: ast.AST
    module: Module
    parent: Scope | None = None
    bound: set[str] = field(default_factory=set)
    outer: set[str] = field(default_factory=set)  # what ``global`` and ``nonlocal`` name
    # What a name is given, where that may tell something, with the scope that it stands in.
    given: dict[str, list[tuple[ast.expr | Value, Scope]]] = field(default_factory=dict)
    stars: list[Value] = field(default_factory=list)

    @property
    def is_class(self) -> bool:
        return isinstance(self.node, ast.ClassDef)


@dataclass(slots=True, eq=False)
class Module:
    """A file or notebook of the submission: its statements with the places that they stand at."""

    name: str
    statements: list[tuple[str, ast.stmt]]
    scope: Scope = field(init=False)
    binders: dict[str, list[int]] = field(default_factory=dict)  # by name the statements that bind it or change what it holds
    certain: set[str] = field(default_factory=set)  # names that are bound whenever the file was run to its end
    hooked: bool = field(init=False)  # whether annotations may compute something by a class of the file's own

    def __post_init__(self) -> None:
        self.hooked = is_hooked(statement for _, statement in self.statements)
        computed = [(place, computed_by(statement, hooked=self.hooked)) for place, statement in self.statements]
        self.statements += [(place, statement) for place, statement in computed if statement is not None]
        body = [statement for _, statement in self.statements]
        self.scope = Scope(ast.Module(body=body, type_ignores=[]), self)


class Names:
    """Of all modules of a submission."""

    def __init__(self, modules: Sequence[Module], asked: Collection[str] = ()) -> None:
        """``asked``: names of the files asked for, which hide whatever else is called so; other modules hide nothing."""
        self.modules = {module.name: module for module in modules}
        self._asked = frozenset(asked)
        self._known: dict[tuple[int, str], Values] = {}
        self._settled: set[tuple[int, str]] = set()  # of this round
        self._busy: set[tuple[str, str]] = set()
        self._scopes: dict[ast.AST, Scope] = {}
        self.grew = False
        self.version = 0  # another one once more is known
        for module in modules:
            body = [statement for _, statement in module.statements]
            fill(module.scope, body, self)
            self._open_all(body, module.scope)
            module.binders, module.certain = binders_of(body, _bound_by)

    def begin_round(self) -> None:
        """What a name stands for may hang on itself (``m = m.linalg``): it is asked again until nothing new is found."""
        self.grew = False
        self._settled.clear()

    def scope_of(self, node: ast.AST) -> Scope:
        """The scope that the node opens."""
        return self._scopes[node]

    def _open_all(self, nodes: Sequence[ast.AST], scope: Scope) -> None:
        waiting = [(node, scope) for node in nodes]
        while waiting:
            node, around = waiting.pop()
            within = around
            if isinstance(node, SCOPES):
                within = self._scopes[node] = self._opened(node, around)
            waiting += [(child, within) for child in ast.iter_child_nodes(node)]

    def _opened(self, node: ast.AST, parent: Scope) -> Scope:
        scope = Scope(node, parent.module, parent)
        if isinstance(node, FUNCTIONS):
            scope.bound |= {each.arg for each in _arguments(node.args)}
        body = getattr(node, "body", None)
        if isinstance(node, COMPREHENSIONS):
            inner: list[ast.AST] = [generator.target for generator in node.generators]
        else:
            inner = list(body) if isinstance(body, list) else [body] if isinstance(body, ast.AST) else []
        fill(scope, inner, self)
        return scope

    def of(self, node: ast.expr, scope: Scope) -> Values:
        """What an expression stands for."""
        if isinstance(node, ast.Name):
            return self._of_name(node.id, scope, begins=True)
        if isinstance(node, ast.Attribute):
            return self.attribute(self.of(node.value, scope), node.attr)
        if isinstance(node, ast.IfExp):
            return self.of(node.body, scope) | self.of(node.orelse, scope)
        if isinstance(node, ast.BoolOp):
            return frozenset().union(*(self.of(each, scope) for each in node.values))
        if isinstance(node, ast.NamedExpr):
            return self.of(node.value, scope)
        if isinstance(node, ast.Call) and (taken := getattr_of(node)) is not None and isinstance(taken[1], str):
            return self.attribute(self.of(taken[0], scope), taken[1])
        return NOTHING

    def attribute(self, bases: Values, name: str) -> Values:
        found: set[Value] = set()
        for base in bases:
            if base[0] == OUTSIDE and len(base) < MOST_NAMES:
                found.add((*base, name))
            elif base[0] == OUTSIDE:
                continue
            elif base[0] == MODULE:
                found |= self.member(base[1], name)
            else:
                found |= self.attribute(self._given(self.modules[base[1]].scope, base[2]), name)
        return frozenset(found)

    def member(self, module: str, name: str) -> Values:
        """What ``from module import name`` gives."""
        found: set[Value] = {(OWN, module, name)} if name in self.modules[module].binders else set()
        if name in self.modules:
            found.add((MODULE, name))
        return frozenset(found) | self._of_global(self.modules[module], name)

    def imported(self, path: Sequence[str]) -> Value:
        """What a dotted name in an import leads to: a module of the submission's own, by its last name, or another."""
        top = path[0]
        if top in self._asked:
            return (MODULE, top)
        foreign = top in sys.modules or top in sys.stdlib_module_names
        own = None if foreign else next((part for part in reversed(path) if part in self.modules), None)
        return (OUTSIDE, *path) if own is None else (MODULE, own)

    def _of_name(self, name: str, scope: Scope, *, begins: bool) -> Values:
        at = scope
        while at.parent is not None:
            if name in at.outer:  # by ``global`` or ``nonlocal``, so that it is one of these
                return self._of_name(name, at.parent, begins=False) | self._of_global(scope.module, name)
            if name in at.bound and (begins or not at.is_class):
                found = self._given(at, name)
                # In the body of a class a name that is not bound yet is looked for outside.
                return found | self._of_name(name, at.parent, begins=False) if at.is_class else found
            begins, at = False, at.parent
        return self._of_global(scope.module, name)

    def _of_global(self, module: Module, name: str) -> Values:
        if (module.name, name) in self._busy:  # two modules that import all of one another
            return NOTHING
        self._busy.add((module.name, name))
        try:
            return self._found_global(module, name)
        finally:
            self._busy.discard((module.name, name))

    def _found_global(self, module: Module, name: str) -> Values:
        found: set[Value] = set()
        if name in module.binders:
            found |= {(OWN, module.name, name), *self._given(module.scope, name)}
        for star in module.scope.stars:
            found |= self.attribute(frozenset((star,)), name)
        if name not in module.certain:
            found.add((OUTSIDE, "builtins", name))
        return frozenset(found)

    def _given(self, scope: Scope, name: str) -> Values:
        key = (id(scope), name)
        before = self._known.get(key, NOTHING)
        if key in self._settled:
            return before
        self._settled.add(key)
        found = set(before)
        for each, where in scope.given.get(name, ()):
            found |= self.of(each, where) if isinstance(each, ast.expr) else self._what(each)
        if len(found) > len(before):
            self.grew = True
            self.version += 1
            self._known[key] = frozenset(found)
        return self._known.get(key, NOTHING)

    def _what(self, value: Value) -> Values:
        """An imported value; a name of a module of the submission's own is what that module gives it."""
        return self.member(value[1], value[2]) if value[0] == OWN else frozenset((value,))


def getattr_of(node: ast.Call) -> tuple[ast.expr, str | ast.expr] | None:
    """``getattr(x, name)`` as what it takes, and the name: a text, or an expression that computes it."""
    if not (isinstance(node.func, ast.Name) and node.func.id == "getattr" and len(node.args) >= 2):
        return None
    name = node.args[1]
    return node.args[0], name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else name


def own_nodes(nodes: Iterable[ast.AST | None]) -> Iterator[ast.AST]:
    """The nodes of one scope: of what opens another only that it does, and what is evaluated outside of it."""
    waiting = [node for node in nodes if node is not None]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, SCOPES):
            waiting += outside_of(node)
        else:
            waiting += ast.iter_child_nodes(node)


def outside_of(node: ast.AST, *, hooked: bool = False) -> list[ast.AST]:
    """What of a node that opens a scope is evaluated around it; of annotations what does more than name types."""
    if isinstance(node, FUNCTIONS):
        inner = node.args
        found: list[ast.AST] = [*inner.defaults, *(each for each in inner.kw_defaults if each is not None)]
        found += [each for each in annotations_of(node) if not names_types(each, hooked=hooked)]
        return found + list(getattr(node, "decorator_list", ()))
    if isinstance(node, ast.ClassDef):
        return [*node.bases, *node.keywords, *node.decorator_list]
    return []


def fill(scope: Scope, nodes: Sequence[ast.AST], names: Names) -> None:
    """What the nodes bind in the scope, and what they give it."""
    own = list(own_nodes(nodes))
    for node in own:
        if isinstance(node, ast.Global | ast.Nonlocal):
            scope.outer |= set(node.names)
    for node in own:
        if isinstance(node, IMPORTS):
            _fill_import(scope, node, names)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            scope.bound.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
            if node.name:
                scope.bound.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            scope.bound.add(node.rest)
        elif isinstance(node, COMPREHENSIONS):
            for inner in ast.walk(node):
                if isinstance(inner, ast.NamedExpr):
                    _give(scope, inner.target.id, inner.value)
        _fill_assignment(scope, node)
    if scope.parent is not None:
        scope.bound -= scope.outer


def _fill_assignment(scope: Scope, node: ast.AST) -> None:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                _give(scope, target.id, node.value)
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None and isinstance(node.target, ast.Name):
        _give(scope, node.target.id, node.value)


def _give(scope: Scope, name: str, value: ast.expr | Value) -> None:
    """Where ``global`` or ``nonlocal`` names it, to every scope around: which of them is meant need not be known."""
    scope.bound.add(name)
    at: Scope | None = scope
    while at is not None:
        at.given.setdefault(name, []).append((value, scope))
        at = at.parent if name in scope.outer else None


def _fill_import(scope: Scope, node: ast.Import | ast.ImportFrom, names: Names) -> None:
    for alias in node.names:
        parts = alias.name.split(".")
        if isinstance(node, ast.Import):
            bound = alias.asname or parts[0]
            value = names.imported(parts if alias.asname else parts[:1])
        else:
            bound = alias.asname or alias.name
            # A dot in front leads to the submission's own folder, whatever else is called so.
            path = ["", *(node.module or "").split(".")] if node.level else (node.module or "").split(".")
            base = names.imported(path)
            if alias.name == "*":
                scope.stars.append(base)
                continue
            value = (base[0] if base[0] == OUTSIDE else OWN, *base[1:], alias.name)
            if base[0] == OUTSIDE and (within := names.imported([*path, alias.name]))[0] == MODULE:
                value = within
        _give(scope, bound, value)


def _bound_by(statement: ast.stmt) -> set[str]:
    scope = Scope(statement, Module("", []))
    fill(scope, [statement], Names(()))
    return scope.bound


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return found + [each for each in (arguments.vararg, arguments.kwarg) if each is not None]
