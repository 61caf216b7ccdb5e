"""What Python computes where something is defined: defaults, decorators, bodies of classes, and annotations that do more than name
types. Inside; nothing here runs anything.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from grader.sandbox.inside.branches import tree_of

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
# Methods by which a class of the file's own computes something of its name in brackets, or beside a bar.
HOOKS = frozenset({"__class_getitem__", "__getitem__", "__or__", "__ror__"})
COMPUTES = (ast.Call, ast.NamedExpr, ast.Lambda, ast.Delete, ast.Global, ast.Import, ast.ImportFrom, ast.With, ast.For)


def annotations_of(node: ast.AST) -> Iterator[ast.expr]:
    """Those of a function's parameters and of its value, or of an assignment."""
    if isinstance(node, FUNCTIONS):
        yield from (each.annotation for each in tree_of(node.args) if isinstance(each, ast.arg) and each.annotation is not None)
    returns = getattr(node, "returns", None)
    yield from [] if returns is None else [returns]
    if isinstance(node, ast.AnnAssign):
        yield node.annotation


def names_types(annotation: ast.AST, *, hooked: bool = False) -> bool:
    """Whether it holds nothing but names, texts and what joins them: ``dict[str, np.ndarray] | None``.

    ``hooked``: whether brackets and bars may compute something, by a class of the file's own.
    """
    kinds = ast.Name | ast.Attribute | ast.Constant | ast.Tuple | ast.List | ast.expr_context
    return all(
        isinstance(node, kinds)
        or (not hooked and isinstance(node, ast.Subscript | ast.BitOr))
        or (not hooked and isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr))
        for node in ast.walk(annotation)
    )


def is_hooked(statements: Iterable[ast.stmt]) -> bool:
    """Whether a class among them has such a hook, or is made by something else than ``type``."""
    nodes = [node for statement in statements for node in ast.walk(statement)]
    return any(isinstance(node, ast.FunctionDef) and node.name in HOOKS for node in nodes) or any(
        isinstance(node, ast.ClassDef) and bool(node.keywords) for node in nodes
    )


def computed_by(statement: ast.stmt, *, hooked: bool) -> ast.stmt | None:
    """Of a definition all that is computed where it stands, as a statement by itself; None where that is nothing."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        found = list(_around(statement, hooked=hooked))
        return _together(found, statement) if found else None
    if isinstance(statement, ast.ClassDef):
        body = [part for each in statement.body if (part := _of_member(each, hooked=hooked)) is not None]
        around = [*statement.bases, *statement.decorator_list, *(each.value for each in statement.keywords)]
        values = [each for each in around if _computes(each)]
        if not body and not values:
            return None
        # Nobody reads it by that name. A class, so that what its body binds is bound there.
        inner = ast.ClassDef(f"<{statement.name}>", [], [], body or [ast.Pass()], [])
        return ast.copy_location(ast.If(ast.Tuple(values, ast.Load()), [ast.copy_location(inner, statement)], []), statement)
    return None


def _around(function: ast.FunctionDef | ast.AsyncFunctionDef, *, hooked: bool) -> Iterator[ast.expr]:
    defaults = [*function.args.defaults, *(each for each in function.args.kw_defaults if each is not None)]
    yield from (each for each in (*defaults, *function.decorator_list) if _computes(each))
    yield from (each for each in annotations_of(function) if not names_types(each, hooked=hooked))


def _of_member(member: ast.stmt, *, hooked: bool) -> ast.stmt | None:
    if isinstance(member, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return computed_by(member, hooked=hooked)
    changes = any(
        isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load) for node in ast.walk(member)
    )
    computes = isinstance(member, ast.AnnAssign) and not names_types(member.annotation, hooked=hooked)
    return member if changes or computes or _computes(member) else None


def _computes(node: ast.AST) -> bool:
    return any(isinstance(each, COMPUTES) for each in ast.walk(node))


def _together(values: list[ast.expr], statement: ast.stmt) -> ast.stmt:
    tuple_ = ast.copy_location(ast.Tuple(values, ast.Load()), statement)
    return ast.copy_location(ast.Expr(tuple_), statement)
