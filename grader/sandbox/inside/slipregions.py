"""Which part of an array was meant: windows, borders, padding, an array turned round. Pure. Inside."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from grader.sandbox.inside.drafts import LESS, SIGN, WORD, Draft
from grader.sandbox.inside.page import Page
from grader.sandbox.inside.slipnames import sizes_of
from grader.sandbox.inside.slipscope import Scope

MAX_NAMES = 3


def of_subscript(node: ast.Subscript, scope: Scope, page: Page) -> Iterator[Draft]:
    """``x[p:-p]``, which is empty for p = 0; and a window that does not move."""
    parts: Sequence[ast.expr] = node.slice.elts if isinstance(node.slice, ast.Tuple) else (node.slice,)
    if isinstance(node.value, ast.Name | ast.Attribute) and not any(_is_ellipsis(each) for each in parts):
        borders = [(axis, part) for axis, part in enumerate(parts) if _from_the_end(part) is not None]
        if borders:
            texts = [page.inner(part) for part in parts]
            for axis, part in borders:
                texts[axis] = _from_the_start(part, f"{page.inner(node.value)}.shape[{axis}]", page)
            yield Draft("bound", SIGN, page.joined(parts[0], parts[-1]), ", ".join(texts))
    for part in parts:
        if isinstance(part, ast.Slice) and part.step is None:
            yield from _window(part, scope, page)


def _window(part: ast.Slice, scope: Scope, page: Page) -> Iterator[Draft]:
    """``a : a + n`` of what lacks one end of it, or a part of one."""
    span = page.span(part)
    lower, upper = part.lower, part.upper
    for bound in scope.bounds:
        if lower is None and (upper is None or page.inner(upper) != bound):
            yield Draft("bound", LESS, span, f"{bound}:{page.inner(upper) if upper is not None else ''}")
        if upper is None and (lower is None or page.inner(lower) != bound):
            yield Draft("bound", LESS, span, f"{page.inner(lower) if lower is not None else ''}:{bound}")
    if lower is None and upper is not None:
        for counter in scope.counters[:MAX_NAMES]:
            yield Draft("index", LESS, span, f"{counter}:{counter} + {page.whole(upper)}")
        if isinstance(upper, ast.BinOp) and isinstance(upper.op, ast.Add):
            yield Draft("bound", WORD, span, f"{page.inner(upper.left)}:{page.inner(upper)}")
            yield Draft("bound", LESS, span, f"{page.inner(upper.right)}:{page.inner(upper)}")
    elif lower is not None and not isinstance(lower, ast.Constant):
        start = page.inner(lower)
        if upper is None or page.inner(upper) == start:
            for size in sizes_of(scope):
                if size != start:
                    yield Draft("bound", LESS, span, f"{start}:{start} + {size}")
        elif not (isinstance(upper, ast.BinOp) and start in (page.inner(upper.left), page.inner(upper.right))):
            yield Draft("bound", WORD, span, f"{start}:{start} + {page.whole(upper)}")


def scaled_once(node: ast.Name, scope: Scope, page: Page) -> Iterator[Draft]:
    """A counter or a size in an index or a bound, without what it is multiplied with there."""
    if isinstance(node.ctx, ast.Load) and scope.is_size(node.id) is True and _is_in_bound(node, page):
        for other in dict.fromkeys((*scope.counters, *scope.sizes, *scope.parameters)):
            if other != node.id and other.isidentifier() and scope.is_size(other) is not False and scope.has(other, node.lineno):
                yield Draft("index", LESS, page.span(node), f"{other} * {node.id}")


def _is_in_bound(node: ast.expr, page: Page) -> bool:
    """Whether it is an index, a bound of a slice or of a loop, or a term of one."""
    inner: ast.AST = node
    parent = page.parent(node)
    while isinstance(parent, ast.BinOp | ast.Slice | ast.Tuple):
        inner, parent = parent, page.parent(parent)
    if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name):
        return parent.func.id in ("range", "slice") and inner in parent.args
    return isinstance(parent, ast.Subscript) and parent.slice is inner


def _is_ellipsis(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and part.value is Ellipsis


def _from_the_end(part: ast.expr) -> ast.expr | None:
    """``p`` of ``:-p``; a number is never 0."""
    upper = part.upper if isinstance(part, ast.Slice) and part.step is None else None
    is_minus = isinstance(upper, ast.UnaryOp) and isinstance(upper.op, ast.USub) and not isinstance(upper.operand, ast.Constant)
    return upper.operand if is_minus and isinstance(upper, ast.UnaryOp) else None


def _from_the_start(part: ast.expr, size: str, page: Page) -> str:
    operand = _from_the_end(part)
    if not isinstance(part, ast.Slice) or operand is None:
        return page.inner(part)
    lower = "" if part.lower is None else page.inner(part.lower)
    return f"{lower}:{size} - {page.whole(operand)}"


def turned_round(node: ast.Name, scope: Scope, page: Page) -> Iterator[Draft]:
    """An array from its end to its start, along one axis and along two."""
    parent = page.parent(node)
    if isinstance(node.ctx, ast.Load) and scope.is_size(node.id) is not True and isinstance(parent, ast.Call | ast.BinOp):
        if isinstance(parent, ast.Call) and (parent.func is node or node not in parent.args):
            return
        for form in ("[::-1]", "[::-1, ::-1]"):
            yield Draft("flipped", LESS, page.span(node), node.id + form)


def padded(value: ast.expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """An array without the padding that a parameter asks for, which nothing else looks at."""
    if isinstance(value, ast.Name) and scope.is_size(value.id) is not True:
        for size in [each for each in scope.parameters if each in scope.unused and each != value.id][:MAX_NAMES]:
            if scope.is_size(size) is not False:
                both = f"({size}, {size}), ({size}, {size})"
                for widths in (size, f"((0, 0), (0, 0), {both})", f"((0, 0), {both}, (0, 0))"):
                    yield Draft("missing_call", WORD, page.span(value), f"np.pad({value.id}, {widths})")


def unpadded(value: ast.expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """A result with the border that the function has put around it."""
    if not isinstance(value, ast.Name):
        return
    for size in scope.paddings[:MAX_NAMES]:
        for axes, before in (((0,), ""), ((0, 1), ""), ((2, 3), ":, :, "), ((1, 2), ":, ")):
            inner = ", ".join(f"{size}:{value.id}.shape[{axis}] - {size}" for axis in axes)
            yield Draft("missing_call", WORD, page.span(value), f"{value.id}[{before}{inner}]")
