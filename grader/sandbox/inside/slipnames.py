"""Names that may have been meant: another one for this, one more beside it, a size for a number. Pure. Inside."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from grader.sandbox.inside.drafts import LESS, MORE, NEW, SIGN, WORD, Draft
from grader.sandbox.inside.page import Page
from grader.sandbox.inside.slipingredients import divides
from grader.sandbox.inside.slipscope import MAX_SIZED, Scope

SMALL = 1 << 16


def is_value(node: ast.expr, scope: Scope, page: Page) -> bool:
    """Whether something may be added to it: no module, function, index or size, nor what is only asked for its shape."""
    parent = page.parent(node)
    inner: ast.AST = node
    if isinstance(node, ast.Constant | ast.Slice | ast.Tuple) or isinstance(parent, ast.Attribute):
        return False
    if isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant):
        return False
    if isinstance(parent, ast.Subscript) and parent.value is node:
        return False
    if isinstance(node, ast.Name) and (node.id not in scope.names or scope.is_size(node.id) is True):
        return False
    if isinstance(node, ast.Name | ast.Attribute) and isinstance(parent, ast.Call) and parent.func is node:
        return False
    while isinstance(parent, ast.BinOp | ast.UnaryOp | ast.Slice | ast.Tuple):
        inner, parent = parent, page.parent(parent)
    return not (isinstance(parent, ast.Subscript) and parent.slice is inner) and isinstance(
        getattr(node, "ctx", ast.Load()), ast.Load
    )


def of_name(node: ast.Name, scope: Scope, page: Page) -> Iterator[Draft]:
    """Another name of the same function in the place of one that is looked at."""
    if not isinstance(node.ctx, ast.Load) or node.id not in scope.names:
        return
    parent = page.parent(node)
    if isinstance(parent, ast.Call) and parent.func is node:
        return
    for other in scope.names:
        if other != node.id and scope.has(other, node.lineno):
            cost = SIGN if other in scope.unused else WORD if scope.are_alike(node.id, other) else NEW
            yield Draft("name", cost, page.span(node), other)


def of_attribute(node: ast.Attribute, scope: Scope, page: Page) -> Iterator[Draft]:
    """Another one of the same object."""
    if isinstance(node.ctx, ast.Load) and page.inner(node) in scope.attributes:
        for other in scope.attributes:
            if other != page.inner(node):
                yield Draft("name", SIGN if other in scope.unused else WORD, page.span(node), other)


def of_number(node: ast.Constant, scope: Scope, page: Page) -> Iterator[Draft]:
    """A size in the place of a number that it is equal to now and then."""
    if type(node.value) in (int, float):
        for name in [each for each in scope.unused if each in scope.parameters][:MAX_SIZED]:
            yield Draft("constant", SIGN, page.span(node), name)
    if type(node.value) is not int or not 0 <= node.value < SMALL:
        return
    if node.value < 2:
        # What is left of ``k - 1`` and of ``n + 1`` where the name is forgotten.
        for name in scope.counters:
            for text in (name, f"{name} - 1", f"{name} + 1"):
                yield Draft("index", LESS, page.span(node), text)
        for size in scope.sizes:
            yield Draft("size", LESS, page.span(node), f"{size} + 1" if node.value else size)
        return
    for size in sizes_of(scope):
        for text in (size, f"{size} + 1", f"{size} - 1"):
            yield Draft("size", WORD if text == size else LESS, page.span(node), text)


def sizes_of(scope: Scope) -> tuple[str, ...]:
    """Sizes that can be named: as the function writes them, then of its parameters."""
    arrays = [name for name in scope.parameters if name in scope.indexed] or list(scope.parameters)
    made = [f"{name}.shape[{axis}]" for axis in (0, 1, -1) for name in arrays[:MAX_SIZED]]
    whole = [f"{name}.size" for name in arrays[:2]]
    return tuple(dict.fromkeys((*scope.sizes, *made, *whole, *(f"len({name})" for name in scope.parameters[:MAX_SIZED]))))


def sized(value: ast.expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """A value divided by a size, or multiplied with it."""
    span, factor = page.span(value), page.factor(value)
    for size in sizes_of(scope):
        yield Draft("not_divided", MORE, span, f"{factor} / {size}")
        yield Draft("not_divided", NEW, span, f"{factor} / np.sqrt({size})")
    statement = page.statement(value)
    for size in sizes_of(scope)[:MAX_SIZED] if statement is not None and divides(statement) else ():
        yield Draft("divided", NEW, span, f"{factor} * {size}")


def divided_by(node: ast.BinOp, scope: Scope, page: Page) -> Iterator[Draft]:
    if isinstance(node.op, ast.Div | ast.Mult):
        own = page.inner(node.right)
        if own in scope.sizes:
            yield Draft(
                "divided" if isinstance(node.op, ast.Div) else "divided_by_another", WORD, page.span(node), page.inner(node.left)
            )
        for size in sizes_of(scope):
            if size != own:
                yield Draft("divided_by_another", WORD, page.span(node.right), size)


def with_term(value: ast.expr, names: Sequence[str], cost: int, page: Page) -> Iterator[Draft]:
    """One more name, or the like, beside a value: a term, a factor, a product of matrices."""
    span, text = page.span(value), page.inner(value)
    own = {each.id for each in ast.walk(value) if isinstance(each, ast.Name)}
    factor = page.factor(value)
    for name in names:
        if name in own and cost > MORE:
            continue
        yield Draft("term_missing", cost if cost == NEW else WORD, span, f"{factor} * {name}")
        yield Draft("term_missing", WORD if cost < NEW and _is_sum(value, page) else cost, span, f"{text} + {name}")
        yield Draft("term_missing", cost, span, f"{text} - {name}")
        yield Draft("term_missing", cost, span, f"{factor} / {name}")
        yield Draft("term_missing", cost, span, f"{factor} @ {name}")
        yield Draft("term_missing", cost, span, f"{name} @ {factor}")
        if cost < NEW:
            yield Draft("term_missing", cost, span, f"{factor} // {name}")
            yield Draft("epsilon", cost, span, f"np.maximum({text}, {name})")


def _is_sum(value: ast.expr, page: Page) -> bool:
    """Whether a term may well be missing there: something is added up or multiplied, or it is all there is."""
    adds = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub | ast.MatMult)
    return adds or isinstance(page.parent(value), ast.stmt)


def with_missing(value: ast.expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """A factor that a parameter is part of which nothing looks at."""
    span, factor = page.span(value), page.factor(value)
    parent = page.parent(value)
    is_term = isinstance(value, ast.Name) and isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add | ast.Sub)
    for term in scope.products:
        yield Draft("term_missing", WORD, span, f"{page.inner(value)} + {term}")
    for term in scope.missing:
        yield Draft("term_missing", WORD if is_term else LESS, span, f"{factor} * {term}")
        if term.endswith(")"):
            yield Draft("term_missing", LESS, span, f"{page.inner(value)} + {term}")
