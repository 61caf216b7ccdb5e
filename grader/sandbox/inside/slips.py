"""What one expression may have been meant as: an operator, a sign, an axis, an index, a name. Pure; nothing is run. Inside.

Each function yields drafts: what a student most likely did, how far it is from what stands there, and the text in its place.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence

from grader.sandbox.inside.drafts import LESS, MORE, NEW, SIGN, SIGNS, WORD, Draft
from grader.sandbox.inside.page import Page
from grader.sandbox.inside.slipcalls import NEIGHBOURS, by_one, of_any_call, turned
from grader.sandbox.inside.slipingredients import size_text

OPERATORS: dict[type[ast.operator], tuple[str, ...]] = {
    ast.Add: ("-", "*"), ast.Sub: ("+", "/"), ast.Mult: ("/", "@", "+", "**"), ast.Div: ("*", "//", "-"),
    ast.FloorDiv: ("/", "*", "%"),
    ast.MatMult: ("*",), ast.Pow: ("*",), ast.Mod: ("//", "/"), ast.BitAnd: ("|",), ast.BitOr: ("&",),
}  # fmt: skip
COMPARISONS: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<=", ">", ">="), ast.LtE: ("<", ">=", ">"), ast.Gt: (">=", "<", "<="), ast.GtE: (">", "<=", "<"),
    ast.Eq: ("!=",), ast.NotEq: ("==",),
}  # fmt: skip
# What is put around a value that lacks it. ``{}`` is the value.
AVERAGED = (
    "np.mean({})", "np.sum({})", "np.mean({}, axis=0)", "np.sum({}, axis=0)", "np.sum({}, axis=1)", "np.mean({}, axis=1)",
)  # fmt: skip
AROUND = (
    "np.exp({})", "np.log({})", "np.tanh({})", "np.sqrt({})", "np.abs({})", "1 / (1 + np.exp(-({})))", "np.max({})",
)  # fmt: skip
NUMBERS = ("2", "0.5")
MAX_PARTS = 6


def of_expression(node: ast.expr, page: Page) -> Iterator[Draft]:
    """Everything that this one node may have been meant as, but for names."""
    parent = page.parent(node)
    if isinstance(node, ast.BinOp):
        yield from _binary(node, page)
    elif isinstance(node, ast.Compare):
        yield from _comparison(node, page)
    elif isinstance(node, ast.BoolOp):
        yield from _boolean(node, page)
    elif isinstance(node, ast.UnaryOp):
        yield from _unary(node, page)
    elif isinstance(node, ast.Constant):
        yield from _constant(node, parent, page)
    elif isinstance(node, ast.Subscript):
        yield from _subscript(node, page)
    elif isinstance(node, ast.Attribute):
        yield from _attribute(node, page)
    elif isinstance(node, ast.Call):
        yield from of_any_call(node, page)
    elif isinstance(node, ast.IfExp):
        yield Draft("condition", LESS, page.span(node), page.inner(node.body))
        yield Draft("condition", LESS, page.span(node), page.inner(node.orelse))
    elif isinstance(node, ast.Tuple):
        yield from _tuple(node, page)


def _binary(node: ast.BinOp, page: Page) -> Iterator[Draft]:
    own = SIGNS[type(node.op)]
    gap = page.between(node.left, node.right)
    text = page.text(gap)
    for other in OPERATORS.get(type(node.op), ()):
        yield Draft("operator", SIGN, gap, _exchanged(text, own, other))
    left, right = page.whole(node.left), page.whole(node.right)
    span = page.span(node)
    for kept, dropped in ((node.left, node.right), (node.right, node.left)):
        yield Draft("too_much", WORD if isinstance(dropped, ast.Constant) else LESS, span, page.inner(kept))
    if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult | ast.Pow | ast.FloorDiv):
        yield Draft("operands", WORD, span, f"{right} {own} {left}")
    if isinstance(node.op, ast.Pow) and isinstance(node.left, ast.Constant):
        yield Draft("function", WORD, span, f"np.exp({page.inner(node.right)})")
    call = node.left
    if isinstance(call, ast.Call) and call.args and (not isinstance(node.op, ast.Add | ast.Sub) or len(call.args) == 1):
        # The square of a mean for the mean of a square, a bias that is added behind the function.
        inner = call.args[0]
        rest = page.text((*page.span(inner)[2:], *page.span(call)[2:]))
        head = page.text((*page.span(call)[:2], *page.span(inner)[:2]))
        yield Draft("nesting", WORD, span, f"{head}{page.whole(inner)} {own} {right}{rest}")
    if isinstance(node.op, ast.Add | ast.Sub):
        yield from _weights(node, page)
    if isinstance(node.op, ast.MatMult):
        yield Draft("transposed", WORD, span, f"{turned(node.left, page)} {own} {turned(node.right, page)}")
        yield Draft("transposed", LESS, span, f"{turned(node.right, page)} {own} {left}")
        yield Draft("transposed", LESS, span, f"{right} {own} {turned(node.left, page)}")
        yield Draft("transposed", LESS, span, f"{turned(node.right, page)} {own} {turned(node.left, page)}")
    if isinstance(node.op, ast.MatMult | ast.Mult):
        for side in (node.left, node.right):
            yield Draft("transposed", WORD, page.span(side), turned(side, page))
    if isinstance(node.op, ast.Div):
        if isinstance(node.right, ast.BinOp) and left in (page.whole(node.right.left), page.whole(node.right.right)):
            # ``e / (1 + e)`` is nan where e is infinite.
            yield Draft("overflow", WORD, span, f"1 / (1 + 1 / {left})")
        yield Draft("epsilon", MORE, page.span(node.right), f"({page.inner(node.right)} + 1e-8)")


def _exchanged(text: str, own: str, other: str) -> str:
    """``) * `` with another sign; a comment between the two operands is left alone."""
    return text.replace(own, other, 1)


def _weights(node: ast.BinOp, page: Page) -> Iterator[Draft]:
    """``(1 - z) * a + z * b`` for ``z * a + (1 - z) * b``: the first factors of two terms exchanged."""
    if isinstance(node.left, ast.BinOp) and isinstance(node.right, ast.BinOp):
        one, other = _first_factor(node.left), _first_factor(node.right)
        if one is not node.left and other is not node.right and page.inner(one) != page.inner(other):
            middle = page.text(page.between(one, other))
            yield Draft("operands", WORD, page.joined(one, other), f"{page.whole(other)}{middle}{page.whole(one)}")


def _first_factor(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        node = node.left
    return node


def _comparison(node: ast.Compare, page: Page) -> Iterator[Draft]:
    operands = [node.left, *node.comparators]
    for place, op in enumerate(node.ops):
        gap = page.between(operands[place], operands[place + 1])
        for other in COMPARISONS.get(type(op), ()):
            yield Draft("comparison", SIGN, gap, _exchanged(page.text(gap), SIGNS[type(op)], other))


def _boolean(node: ast.BoolOp, page: Page) -> Iterator[Draft]:
    own = SIGNS[type(node.op)]
    other = "or" if own == "and" else "and"
    for one, two in zip(node.values, node.values[1:], strict=False):
        gap = page.between(one, two)
        yield Draft("operator", SIGN, gap, page.text(gap).replace(own, other, 1))


def _unary(node: ast.UnaryOp, page: Page) -> Iterator[Draft]:
    if isinstance(node.op, ast.USub | ast.UAdd):
        yield Draft("sign", SIGN, page.span(node), page.inner(node.operand))
        if isinstance(node.op, ast.UAdd):
            yield Draft("sign", SIGN, page.span(node), f"-{page.whole(node.operand)}")
        return
    operand = node.operand
    yield Draft("condition", WORD, page.span(node), page.inner(operand))
    if isinstance(operand, ast.Compare) and len(operand.ops) == 1:
        for other in COMPARISONS.get(type(operand.ops[0]), ()):
            yield Draft(
                "comparison", WORD, page.span(node), f"{page.inner(operand.left)} {other} {page.inner(operand.comparators[0])}"
            )


def _constant(node: ast.Constant, parent: ast.AST | None, page: Page) -> Iterator[Draft]:
    value = node.value
    span = page.span(node)
    if type(value) is bool:
        yield Draft("constant", SIGN, span, repr(not value))
        return
    if type(value) not in (int, float):
        return
    kind = "index" if isinstance(parent, ast.Subscript | ast.Slice | ast.Tuple) else "constant"
    for other in _other_numbers(value):  # type: ignore[arg-type]  # the types were just looked at
        text = repr(other)
        yield Draft(
            kind, SIGN, span, f"({text})" if other < 0 and not isinstance(parent, ast.stmt | ast.Call | ast.Slice) else text
        )
    if value == 2 and isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Pow):
        yield Draft("constant", WORD, span, "0.5")


def _other_numbers(value: float) -> list[float]:
    found: list[float] = [value + 1, value - 1, -value, 2 * value, value / 2]
    if type(value) is int:
        found = [each for each in found if each == int(each)]
        found = [int(each) for each in found] + ([0.5 * value] if value % 2 else [])
        found += [0, 1] if value not in (0, 1) else []
    else:
        found[1] = round(value - 1, 12)
        found += [1.0, 10 * value, value / 10, 1e-8, 1e-12] if abs(value) < 1 else [1.0, 0.0]
    return [each for each in dict.fromkeys(found) if each != value or type(each) is not type(value)]


def _subscript(node: ast.Subscript, page: Page) -> Iterator[Draft]:
    parts: Sequence[ast.expr] = node.slice.elts if isinstance(node.slice, ast.Tuple) else (node.slice,)
    for part in parts:
        yield from _part(part, page)
    for one, two in itertools.pairwise(parts):
        if page.inner(one) != page.inner(two):
            both = page.joined(one, two)
            yield Draft("indices", WORD, both, f"{page.inner(two)}{page.text(page.between(one, two))}{page.inner(one)}")
    if isinstance(node.ctx, ast.Load):
        yield Draft("index", LESS, page.span(node), page.inner(node.value))


def _part(part: ast.expr, page: Page) -> Iterator[Draft]:
    if not isinstance(part, ast.Slice):
        if not isinstance(part, ast.Constant | ast.Starred | ast.Tuple):
            yield from by_one("index", part, page)
        if isinstance(part, ast.BinOp | ast.Name | ast.Constant) and not page.is_bracketed(part):
            yield Draft("index", LESS, page.span(part), ":")
        return
    lower = page.inner(part.lower) if part.lower is not None else ""
    upper = page.inner(part.upper) if part.upper is not None else ""
    step = f":{page.inner(part.step)}" if part.step is not None else ""
    span = page.span(part)
    for bound in (part.lower, part.upper):
        if bound is not None:
            yield from by_one("bound", bound, page)
    if (lower, upper) in (("", "-1"), ("1", "")):
        yield Draft("bound", WORD, span, f"1:{step}" if upper else f":-1{step}")
    if part.lower is not None:
        yield Draft("bound", WORD, span, f":{upper}{step}")
    else:
        yield Draft("bound", WORD, span, f"1:{upper}{step}")
    if part.upper is not None:
        yield Draft("bound", WORD, span, f"{lower}:{step}")
    else:
        yield Draft("bound", WORD, span, f"{lower}:-1{step}")
    if part.step is None:
        yield Draft("bound", WORD, span, f"{lower}:{upper}:-1")
    else:
        yield Draft("bound", WORD, span, f"{lower}:{upper}")


def _attribute(node: ast.Attribute, page: Page) -> Iterator[Draft]:
    if not isinstance(node.ctx, ast.Load):
        return
    called = isinstance(page.parent(node), ast.Call) and page.parent(node).func is node  # type: ignore[union-attr]  # it is a call
    if node.attr == "T":
        yield Draft("transposed", SIGN, page.span(node), page.inner(node.value))
    elif not called:
        for other in NEIGHBOURS.get(node.attr, ()):
            yield Draft("function", WORD, page.after(node.value, node), f".{other}")


def _tuple(node: ast.Tuple, page: Page) -> Iterator[Draft]:
    """Results in another order."""
    if isinstance(node.ctx, ast.Store):
        yield from _unpacked(node, page)
    if isinstance(page.parent(node), ast.Subscript) or not isinstance(node.ctx, ast.Load):
        return
    for place, one in enumerate(node.elts):
        for two in node.elts[place + 1 :]:
            if page.inner(one) != page.inner(two):
                span = page.joined(one, two)
                middle = page.text(page.between(one, two))
                yield Draft("results", SIGN, span, f"{page.inner(two)}{middle}{page.inner(one)}")


def _unpacked(node: ast.Tuple, page: Page) -> Iterator[Draft]:
    """Parts taken in another order than they come in."""
    names = [each for each in node.elts if isinstance(each, ast.Name)][:MAX_PARTS]
    for one, two in itertools.combinations(names, 2):
        if one.id != two.id:
            middle = page.text(page.between(one, two))
            yield Draft("names_swapped", SIGN, page.joined(one, two), f"{two.id}{middle}{one.id}")


def around(node: ast.expr, page: Page) -> Iterator[Draft]:
    """What may be missing around a whole value."""
    text = page.inner(node)
    span = page.span(node)
    yield Draft("sign", WORD, span, f"-{page.whole(node)}" if not isinstance(node, ast.UnaryOp) else text)
    for number in () if size_text(node, page) else NUMBERS:  # nobody takes half of a size
        yield Draft("factor", MORE, span, f"{number} * {page.factor(node)}")
    for form in AVERAGED:
        yield Draft("not_averaged", LESS, span, form.format(text))
    for form in AROUND:
        yield Draft("missing_call", NEW, span, form.format(text))
    if not isinstance(node, ast.Constant | ast.Call):
        yield Draft("copy", MORE, span, f"{page.atom(node)}.copy()")
    if not isinstance(node, ast.Constant):
        yield Draft("dtype", MORE, span, f"{page.atom(node)}.astype(float)")
