"""Steps of a computation that may have been meant: a function around a part, another one, brackets elsewhere. Pure. Inside."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from grader.sandbox.inside.drafts import LESS, SIGNS, WORD, Draft
from grader.sandbox.inside.page import Page
from grader.sandbox.inside.slipnames import Scope


def of_call(node: ast.Call, scope: Scope, page: Page) -> Iterator[Draft]:
    """Another of the functions of one argument that the file calls."""
    own = page.inner(node.func)
    if len(node.args) == 1 and not node.keywords and own in scope.calls:
        for other in scope.calls:
            if other != own:
                yield Draft("function", WORD, page.span(node.func), other)


def wrapped(node: ast.expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """An operand without the function that stands around others of the same function."""
    if not isinstance(page.parent(node), ast.BinOp) or isinstance(node, ast.Constant):
        return
    own = page.inner(node.func) if isinstance(node, ast.Call) else ""
    for call in scope.near_calls:
        if call != own:
            yield Draft("missing_call", LESS, page.span(node), f"{call}({page.inner(node)})")


def brackets(node: ast.BinOp, page: Page) -> Iterator[Draft]:
    """``a + b / c`` for ``(a + b) / c``, ``a / b * c`` for ``a / (b * c)``, and the reverse."""
    span, sign = page.span(node), SIGNS[type(node.op)]
    left, right = node.left, node.right
    if isinstance(right, ast.BinOp) and not _is_free(node.op, right.op):
        inner = SIGNS[type(right.op)]
        if "(" in page.text(page.between(left, right)):
            yield Draft("brackets", WORD, span, f"{page.whole(left)} {sign} {page.inner(right)}")
        else:
            yield Draft(
                "brackets", WORD, span, f"({page.whole(left)} {sign} {page.whole(right.left)}) {inner} {page.whole(right.right)}"
            )
    if isinstance(left, ast.BinOp) and not _is_free(left.op, node.op):
        inner = SIGNS[type(left.op)]
        if page.span(left)[:2] != span[:2]:
            yield Draft("brackets", WORD, span, f"{page.inner(left)} {sign} {page.whole(right)}")
        else:
            yield Draft(
                "brackets", WORD, span, f"{page.whole(left.left)} {inner} ({page.whole(left.right)} {sign} {page.whole(right)})"
            )


def _is_free(one: ast.operator, other: ast.operator) -> bool:
    """Whether brackets make no difference between the two."""
    return type(one) is type(other) and isinstance(one, ast.Add | ast.Mult | ast.MatMult)


def in_place(node: ast.AugAssign, page: Page) -> Iterator[Draft]:
    """What changes an array that somebody else holds."""
    if isinstance(node.target, ast.Name):
        name = node.target.id
        yield Draft("copy", WORD, page.between(node.target, node.value), f" = {name} {SIGNS[type(node.op)]} ")


def first_values(node: ast.Assign, names: Sequence[str]) -> Iterator[str]:
    """A statement after that one which gives a part of a new array a value that nothing looks at yet."""
    target = node.targets[0]
    is_new = isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute)
    if is_new and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute) and isinstance(target, ast.Name):
        if node.value.func.attr not in ("zeros", "empty", "ones", "zeros_like", "empty_like"):
            return
        for name in names:
            for part in ("[0]", "[:, 0]", "[-1]", "[:, -1]"):
                yield f"{target.id}{part} = {name}"
