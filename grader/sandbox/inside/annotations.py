"""Annotations that only name types, and those that compute something: Python does so where it defines what has them.

Inside; nothing here runs anything.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator


def annotations_of(node: ast.AST) -> Iterator[ast.expr]:
    """Those of a function's parameters and of its value, or of an assignment."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        yield from (each.annotation for each in ast.walk(node.args) if isinstance(each, ast.arg) and each.annotation is not None)
    returns = getattr(node, "returns", None)
    yield from [] if returns is None else [returns]
    if isinstance(node, ast.AnnAssign):
        yield node.annotation


def names_types(annotation: ast.AST) -> bool:
    """Whether it holds nothing but names, texts and what joins them: ``dict[str, np.ndarray] | None``."""
    kinds = ast.Name | ast.Attribute | ast.Constant | ast.Subscript | ast.Tuple | ast.List | ast.expr_context
    return all(
        isinstance(node, kinds | ast.BitOr) or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr))
        for node in ast.walk(annotation)
    )
