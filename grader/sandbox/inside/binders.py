"""Which statements of a file's own level bind a name, or change what stands behind it, also inside of functions. Inside."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence

from grader.sandbox.inside.hiding import MUTATORS, changed, root_of

DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
CERTAIN = (*DEFINITIONS, ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom)
# What another function is called instead of the one that has it: ``functools.singledispatch``.
REGISTERS = frozenset({"register"})
Bound = Callable[[ast.stmt], set[str]]  # what a statement binds in the scope that it stands in


def binders_of(statements: Sequence[ast.stmt], bound: Bound) -> tuple[dict[str, list[int]], set[str]]:
    """By name the statements that bind it or change what it holds; and the names that are bound where the file ran to its end."""
    binders: dict[str, list[int]] = {}
    certain: set[str] = set()
    deleted: set[str] = set()
    kept = {each.name: set(_kept_of_arguments(each)) for each in statements if isinstance(each, ast.FunctionDef)}
    hooked = {each.name for each in statements if isinstance(each, ast.ClassDef) and _has_hook(each)}
    for number, statement in enumerate(statements):
        own = bound(statement) | {name for node in ast.walk(statement) if isinstance(node, ast.Global) for name in node.names}
        for name in own | changes_of(statement) | set(_told(statement, kept, hooked)):
            binders.setdefault(name, []).append(number)
        if isinstance(statement, CERTAIN):
            certain |= bound(statement)
        deleted |= {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del)}
    return binders, certain - deleted


def changes_of(statement: ast.stmt) -> set[str]:
    """``x[0] = 1`` anywhere in it; ``x.append(1)`` but in a definition; any method where the statement is no more than that."""
    found: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(statement, DEFINITIONS) and is_method_call(node):
            continue  # what puts a function there is found with the calls, by ``put_into``
        targets = [root_of(each) for each in changed(node)]
        if node is statement and isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            called = node.value.func
            if isinstance(called, ast.Call) and isinstance(called.func, ast.Attribute) and called.func.attr in REGISTERS:
                called = called.func  # ``f.register(int)(g)``
            targets += [root_of(called)] if isinstance(called, ast.Attribute) else []
        found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def put_into(definition: ast.stmt) -> set[str]:
    """All that it may put something into, by methods too."""
    roots = (root_of(each) for node in ast.walk(definition) for each in changed(node))
    return {root.id for root in roots if isinstance(root, ast.Name)}


def is_method_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


def _told(statement: ast.stmt, kept: Mapping[str, set[str]], hooked: set[str]) -> Iterator[str]:
    """What holds the definition from then on: by a decorator that puts it there, or as a class below one that asks for those."""
    if isinstance(statement, DEFINITIONS):
        for each in statement.decorator_list:
            at = each.func if isinstance(each, ast.Call) else each
            root = root_of(at)
            if isinstance(at, ast.Attribute) and at.attr in (*MUTATORS, *REGISTERS) and isinstance(root, ast.Name):
                yield root.id
            elif isinstance(at, ast.Name):
                yield from kept.get(at.id, ())
    if isinstance(statement, ast.ClassDef):
        for member in statement.body:
            yield from _told(member, kept, hooked)
        yield from (each.id for each in statement.bases if isinstance(each, ast.Name) and each.id in hooked)


def _kept_of_arguments(function: ast.FunctionDef) -> Iterator[str]:
    """The names in which it puts away what it is given."""
    given = {each.arg for each in (*function.args.posonlyargs, *function.args.args)}
    for node in ast.walk(function):
        values = [node.value] if isinstance(node, ast.Assign) else node.args if isinstance(node, ast.Call) else []
        targets = node.targets if isinstance(node, ast.Assign) else changed(node)
        if any(isinstance(each, ast.Name) and each.id in given for each in values):
            yield from (root.id for root in map(root_of, targets) if isinstance(root, ast.Name))


def _has_hook(node: ast.ClassDef) -> bool:
    return any(isinstance(each, ast.FunctionDef) and each.name == "__init_subclass__" for each in node.body)
