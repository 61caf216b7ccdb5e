"""What a statement does to names: which it defines, changes and reads. Inside.

Nothing here runs anything.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

# In the most careful mode only these calls are trusted to come to an end.
QUICK_CALLS = {
    "dict",
    "list",
    "set",
    "tuple",
    "float",
    "int",
    "str",
    "bool",
    "complex",
    "array",
    "zeros",
    "ones",
    "empty",
    "defaultdict",
}
QUICK_CALLS |= {
    "OrderedDict",
    "Counter",
    "deque",
    "float64",
    "float32",
    "int64",
    "eye",
    "arange",
    "linspace",
    "default_rng",
    "RandomState",
}
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
# Kinds of nodes that may bind a name; see ``binds``.
BINDING = frozenset(
    kind
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST) and not {"id", "name", "arg", "rest"}.isdisjoint(kind._fields)
)


def read_by_definitions(tree: ast.Module) -> Iterator[str]:
    """The names that functions and classes read, wherever they get them from."""
    for statement in tree.body:
        for node in ast.walk(statement):
            if isinstance(node, (*DEFINITIONS, ast.Lambda)):
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load):
                        yield inner.id
                if node is statement:
                    break


def imported(trees: Iterable[ast.Module]) -> set[str]:
    """Modules are not changed by a call of theirs."""
    found = set()
    for tree in trees:
        for statement in tree.body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                found |= {alias.asname or alias.name.partition(".")[0] for alias in statement.names}
    return found


def name_of(statement: ast.stmt) -> str:
    return getattr(statement, "name", "") or next(iter(stored([statement])), "")


def stored(statements: Iterable[ast.stmt]) -> Iterator[str]:
    """The names that the statements define at their own level."""
    for statement in statements:
        if isinstance(statement, DEFINITIONS):
            yield statement.name
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id
            elif isinstance(node, DEFINITIONS):
                yield node.name


def changed(statement: ast.stmt) -> Iterator[str]:
    """The names that the statement defines, or whose values it changes: ``x[0] = 1``, ``x.y = 1``, ``x.append(1)``."""
    yield from stored([statement])
    for node in ast.walk(statement):
        target: ast.AST | None = None
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
            target = node
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
            target = node.value.func
        while isinstance(target, ast.Subscript | ast.Attribute):
            target = target.value
        if isinstance(target, ast.Name):
            yield target.id


def is_quick(statement: ast.stmt) -> bool:
    """No loop, and no call but of what makes an empty or a small value. Definitions may hold anything."""
    if isinstance(statement, (*DEFINITIONS, ast.Import, ast.ImportFrom)):
        return True
    for node in ast.walk(statement):
        if isinstance(node, ast.For | ast.While | ast.comprehension | ast.AsyncFor):
            return False
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called not in QUICK_CALLS:
                return False
    return True


def is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def is_main(statement: ast.stmt) -> bool:
    """What stands below ``if __name__ == "__main__":``, which nothing runs here."""
    return isinstance(statement, ast.If) and not statement.orelse and ast.unparse(statement.test) == "__name__ == '__main__'"


def binds(node: ast.AST) -> Iterator[str]:
    """The names that the node itself binds, in whatever scope."""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.alias):
        yield node.asname or node.name.partition(".")[0]
    elif isinstance(node, ast.MatchMapping) and node.rest is not None:
        yield node.rest
    elif isinstance(name := getattr(node, "name", None), str):  # definitions, handlers, patterns, parameters of types
        yield name
