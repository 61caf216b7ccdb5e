"""Steps of a computation that may have been meant: a function around a part, another one, brackets elsewhere. Pure. Inside."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from grader.sandbox.inside.drafts import LESS, MORE, SIGNS, WORD, Draft
from grader.sandbox.inside.page import Page
from grader.sandbox.inside.slipingredients import signs_of
from grader.sandbox.inside.slipscope import Scope


def of_call(node: ast.Call, scope: Scope, page: Page) -> Iterator[Draft]:
    """Another of the functions of one argument that the file calls."""
    own = page.inner(node.func)
    if len(node.args) == 1 and not node.keywords and own in scope.calls:
        for other in scope.calls:
            if other != own:
                yield Draft("function", WORD, page.span(node.func), other)


def counted(node: ast.For, page: Page) -> Iterator[Draft]:
    """``for i in len(x)``, for what is counted up to."""
    is_range = isinstance(node.iter, ast.Call) and isinstance(node.iter.func, ast.Name) and node.iter.func.id == "range"
    if isinstance(node.iter, ast.Call | ast.Subscript | ast.Name | ast.BinOp) and not is_range:
        yield Draft("missing_call", WORD, page.span(node.iter), f"range({page.inner(node.iter)})")


def collected(node: ast.Expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """A value that is put nowhere, though there are lists."""
    if not isinstance(node.value, ast.Constant):
        for name in scope.lists:
            yield Draft("missing_call", WORD, page.span(node.value), f"{name}.append({page.inner(node.value)})")


def with_operand(node: ast.expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """One more operand beside a value, of those that its statement has: ``z * h`` where ``h`` stands, beside ``1 - z``."""
    statement = page.statement(node)
    if statement is None or not isinstance(page.parent(node), ast.BinOp | ast.stmt | ast.Tuple | ast.Call):
        return
    own, factor = page.inner(node), page.factor(node)
    inner = {page.inner(each) for each in ast.walk(statement) if isinstance(each, ast.Name | ast.Attribute)}
    for other in (each for each in scope.operands if each in inner and each != own):
        for sign in signs_of(statement):
            before = f"{other} {sign} {factor}"
            yield Draft("term_missing", MORE, page.span(node), f"{own} {sign} {other}" if sign in ("+", "-") else before)
            if sign == "-":
                yield Draft("term_missing", MORE, page.span(node), before)
            if sign in ("@", "/"):
                yield Draft("term_missing", MORE, page.span(node), f"{factor} {sign} {other}")


def with_call(value: ast.expr, statement: ast.stmt, scope: Scope, page: Page) -> Iterator[Draft]:
    """A factor that is a function of something in the same statement: ``o * np.tanh(c)`` where ``o`` stands."""
    names = dict.fromkeys(each.id for each in ast.walk(statement) if isinstance(each, ast.Name) and each.id in scope.names)
    for call in scope.near_calls:
        for name in names:
            yield Draft("term_missing", MORE, page.span(value), f"{page.factor(value)} * {call}({name})")


def lacking_call(node: ast.expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """A value without a function that the function calls elsewhere; an array where its length is meant."""
    own = page.inner(node.func) if isinstance(node, ast.Call) else ""
    for call in scope.around:
        if call != own:
            yield Draft("missing_call", MORE, page.span(node), f"{call}({page.inner(node)})")
    if isinstance(node, ast.Name) and isinstance(page.parent(node), ast.Call | ast.BinOp | ast.Tuple | ast.Compare):
        yield Draft("missing_call", LESS, page.span(node), f"len({node.id})")


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
