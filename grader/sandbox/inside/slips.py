"""What one expression may have been meant as: an operator, a sign, an axis, an index, a name. Pure; nothing is run. Inside.

Each function yields drafts: what a student most likely did, how far it is from what stands there, and the text in its place.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.sandbox.inside.page import Page, Span

# How far a repair is from what stands there: one sign of it, one word, something more, something that was not there at all.
SIGN, WORD, LESS, MORE, NEW = 1, 2, 3, 4, 5

OPERATORS: dict[type[ast.operator], tuple[str, ...]] = {
    ast.Add: ("-", "*"), ast.Sub: ("+", "/"), ast.Mult: ("/", "@", "+", "**"), ast.Div: ("*", "//", "-"),
    ast.FloorDiv: ("/", "*", "%"),
    ast.MatMult: ("*",), ast.Pow: ("*",), ast.Mod: ("//", "/"), ast.BitAnd: ("|",), ast.BitOr: ("&",),
}  # fmt: skip
SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.MatMult: "@", ast.Pow: "**", ast.Mod: "%",
    ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.And: "and", ast.Or: "or",
}  # fmt: skip
COMPARISONS: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("<=", ">", ">="), ast.LtE: ("<", ">=", ">"), ast.Gt: (">=", "<", "<="), ast.GtE: (">", "<=", "<"),
    ast.Eq: ("!=",), ast.NotEq: ("==",),
}  # fmt: skip
NEIGHBOURS: dict[str, tuple[str, ...]] = {
    "sum": ("mean", "prod", "max", "cumsum"), "mean": ("sum", "median", "max"), "nansum": ("nanmean",), "nanmean": ("nansum",),
    "median": ("mean",), "average": ("sum",), "max": ("min", "argmax", "sum", "mean"), "min": ("max", "argmin"),
    "argmax": ("argmin", "max"), "argmin": ("argmax", "min"), "maximum": ("minimum",), "minimum": ("maximum",), "amax": ("amin",),
    "amin": ("amax",), "zeros": ("ones",), "ones": ("zeros",), "empty": ("zeros",), "zeros_like": ("ones_like",),
    "ones_like": ("zeros_like",), "empty_like": ("zeros_like",), "log10": ("log",), "log2": ("log",), "log": ("log2", "log1p"),
    "log1p": ("log",), "exp": ("expm1", "exp2"), "expm1": ("exp",), "exp2": ("exp",), "sqrt": ("square",),
    "square": ("sqrt", "abs"), "abs": ("square",), "absolute": ("square",), "sin": ("cos", "tanh"), "cos": ("sin",),
    "tan": ("tanh",), "tanh": ("sin",), "std": ("var",), "var": ("std",), "floor": ("ceil", "round"), "ceil": ("floor",),
    "round": ("floor",), "prod": ("sum",), "cumsum": ("cumprod", "sum"), "cumprod": ("cumsum",), "hstack": ("vstack",),
    "vstack": ("hstack",), "sort": ("cumsum", "argsort"), "argsort": ("sort",), "any": ("all",), "all": ("any",),
    "multiply": ("dot", "matmul", "add", "divide"), "dot": ("multiply", "outer"), "matmul": ("multiply",),
    "outer": ("dot", "inner"),
    "inner": ("outer",), "add": ("subtract", "multiply"), "subtract": ("add",), "divide": ("multiply",), "triu": ("tril",),
    "tril": ("triu",), "flip": (), "real": ("T",), "ravel": ("copy",), "fliplr": ("flipud",), "flipud": ("fliplr",),
}  # fmt: skip
REDUCTIONS = frozenset(
    {"sum", "mean", "max", "min", "amax", "amin", "argmax", "argmin", "prod", "std", "var", "any", "all", "nansum", "nanmean",
     "cumsum", "cumprod", "norm", "median", "average", "concatenate", "stack", "flip", "roll", "expand_dims", "squeeze", "sort"}
)  # fmt: skip
KEEPS = frozenset({"sum", "mean", "max", "min", "amax", "amin", "prod", "std", "var", "norm", "any", "all"})
ALLOCATORS = frozenset({"zeros", "ones", "empty", "zeros_like", "ones_like", "empty_like", "full", "array", "asarray", "full_like"})
# Several axes at once: of batches of images, and of matrices.
AXES = ("(0, 1)", "(1, 2)", "(0, 2)", "(2, 3)", "(0, 2, 3)", "(1, 2, 3)")
LONG = 5  # letters: whatever is no single axis
MODES = {"convolve": ("valid", "same"), "correlate": ("full", "same")}
# What is put around a value that lacks it. ``{}`` is the value.
AVERAGED = (
    "np.mean({})", "np.sum({})", "np.mean({}, axis=0)", "np.sum({}, axis=0)", "np.sum({}, axis=1)", "np.mean({}, axis=1)",
)  # fmt: skip
AROUND = (
    "np.exp({})", "np.log({})", "np.tanh({})", "np.sqrt({})", "np.abs({})", "1 / (1 + np.exp(-({})))",
)  # fmt: skip
NUMBERS = ("2", "0.5")
MAX_PARTS = 6


@dataclass(frozen=True, slots=True)
class Draft:
    """``kind``: what was most likely done. ``cost``: how far from what stands there. ``span``: what is replaced, by ``text``."""

    kind: str
    cost: int
    span: Span
    text: str


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
        yield from _call(node, page)
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
    yield Draft("too_much", LESS, span, page.inner(node.left))
    yield Draft("too_much", LESS, span, page.inner(node.right))
    if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult | ast.Pow | ast.FloorDiv):
        yield Draft("operands", WORD, span, f"{right} {own} {left}")
    call = node.left
    if isinstance(call, ast.Call) and call.args and not isinstance(node.op, ast.Add | ast.Sub):
        # The square of a mean for the mean of a square.
        inner = call.args[0]
        rest = page.text((*page.span(inner)[2:], *page.span(call)[2:]))
        head = page.text((*page.span(call)[:2], *page.span(inner)[:2]))
        yield Draft("nesting", WORD, span, f"{head}{page.whole(inner)} {own} {right}{rest}")
    if isinstance(node.op, ast.MatMult):
        yield Draft("transposed", WORD, span, f"{_turned(node.left, page)} {own} {_turned(node.right, page)}")
        yield Draft("transposed", LESS, span, f"{_turned(node.right, page)} {own} {left}")
        yield Draft("transposed", LESS, span, f"{right} {own} {_turned(node.left, page)}")
        yield Draft("transposed", LESS, span, f"{_turned(node.right, page)} {own} {_turned(node.left, page)}")
    if isinstance(node.op, ast.MatMult | ast.Mult):
        for side in (node.left, node.right):
            yield Draft("transposed", WORD, page.span(side), _turned(side, page))
    if isinstance(node.op, ast.Div):
        yield Draft("epsilon", MORE, page.span(node.right), f"({page.inner(node.right)} + 1e-8)")


def _exchanged(text: str, own: str, other: str) -> str:
    """``) * `` with another sign; a comment between the two operands is left alone."""
    return text.replace(own, other, 1)


def _turned(node: ast.expr, page: Page) -> str:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return page.whole(node.value)
    return f"{page.atom(node)}.T"


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
            yield from _by_one("index", part, page)
        if isinstance(part, ast.BinOp | ast.Name | ast.Constant) and not page.is_bracketed(part):
            yield Draft("index", LESS, page.span(part), ":")
        return
    lower = page.inner(part.lower) if part.lower is not None else ""
    upper = page.inner(part.upper) if part.upper is not None else ""
    step = f":{page.inner(part.step)}" if part.step is not None else ""
    span = page.span(part)
    for bound in (part.lower, part.upper):
        if bound is not None:
            yield from _by_one("bound", bound, page)
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


def _by_one(kind: str, node: ast.expr, page: Page) -> Iterator[Draft]:
    """``k + 1`` and ``k - 1``; where it is one of these already, ``k`` too. Numbers are changed where they stand."""
    if isinstance(node, ast.Constant) or (isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant)):
        return
    span, text = page.span(node), page.inner(node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub) and isinstance(node.right, ast.Constant):
        yield Draft(kind, SIGN, span, page.inner(node.left))
    yield Draft(kind, SIGN, span, f"{text} + 1")
    yield Draft(kind, SIGN, span, f"{text} - 1")


def _attribute(node: ast.Attribute, page: Page) -> Iterator[Draft]:
    if not isinstance(node.ctx, ast.Load):
        return
    called = isinstance(page.parent(node), ast.Call) and page.parent(node).func is node  # type: ignore[union-attr]  # it is a call
    if node.attr == "T":
        yield Draft("transposed", SIGN, page.span(node), page.inner(node.value))
    elif not called:
        for other in NEIGHBOURS.get(node.attr, ()):
            yield Draft("function", WORD, page.after(node.value, node), f".{other}")


def _call(node: ast.Call, page: Page) -> Iterator[Draft]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
    if name == "range":
        yield from _range(node, page)
    if isinstance(node.func, ast.Attribute):
        for other in NEIGHBOURS.get(name, ()):
            kind = "summed_not_averaged" if {name, other} == {"sum", "mean"} else "function"
            yield Draft(kind, SIGN if kind != "function" else WORD, page.after(node.func.value, node.func), f".{other}")
    yield from _keywords(node, name, page)
    for one, two in zip(node.args, node.args[1:], strict=False):
        if not isinstance(one, ast.Starred | ast.GeneratorExp) and page.inner(one) != page.inner(two):
            middle = page.text(page.between(one, two))
            yield Draft("arguments", WORD, page.joined(one, two), f"{page.inner(two)}{middle}{page.inner(one)}")
    yield from _unwrapped(node, name, page)
    yield from _nested(node, page)
    if name in ("log", "log2", "log10", "sqrt") and len(node.args) == 1:
        yield Draft("epsilon", MORE, page.span(node.args[0]), f"{page.inner(node.args[0])} + 1e-8")
    if name == "exp" and len(node.args) == 1:
        inner = page.inner(node.args[0])
        for axis in ("", ", axis=-1, keepdims=True", ", axis=1, keepdims=True", ", axis=0, keepdims=True"):
            yield Draft("maximum", MORE, page.span(node.args[0]), f"{inner} - np.max({inner}{axis})")


def _nested(node: ast.Call, page: Page) -> Iterator[Draft]:
    """``f(a ** 2)`` for ``f(a) ** 2``, and ``f(g(a))`` for ``g(f(a))``."""
    inner = node.args[0] if node.args else None
    head, rest = (
        (page.text((*page.span(node)[:2], *page.span(inner)[:2])), page.text((*page.span(inner)[2:], *page.span(node)[2:])))
        if inner
        else ("", "")
    )
    if isinstance(inner, ast.BinOp) and not isinstance(inner.op, ast.Add | ast.Sub | ast.MatMult):
        outside = f"{SIGNS[type(inner.op)]} {page.whole(inner.right)}"
        yield Draft("nesting", WORD, page.span(node), f"{head}{page.inner(inner.left)}{rest} {outside}")
    if isinstance(inner, ast.Call) and len(inner.args) == 1 and len(node.args) == 1 and not isinstance(inner.args[0], ast.Starred):
        given = inner.args[0]
        first = page.text((*page.span(inner)[:2], *page.span(given)[:2]))
        last = page.text((*page.span(given)[2:], *page.span(inner)[2:]))
        yield Draft("nesting", WORD, page.span(node), f"{first}{head}{page.inner(given)}{rest}{last}")


def _range(node: ast.Call, page: Page) -> Iterator[Draft]:
    """Bounds by one to either side, the other direction, another step."""
    args = node.args
    texts = [page.inner(each) for each in args]
    span = page.joined(args[0], args[-1]) if args else None
    if span is None:
        return
    for bound in args[:2]:
        yield from _by_one("bound", bound, page)
    if len(args) == 1:
        yield Draft("bound", SIGN, span, f"1, {texts[0]}")
        yield Draft("bound", WORD, span, f"1, {texts[0]} + 1")
        yield Draft("direction", WORD, span, f"{texts[0]} - 1, -1, -1")
    elif len(args) == 2:
        yield Draft("bound", WORD, span, texts[1])
        yield Draft("direction", WORD, span, f"{texts[1]} - 1, {texts[0]} - 1, -1")
    elif texts[2].replace(" ", "") == "-1":
        yield Draft("direction", WORD, span, f"{texts[1]} + 1, {texts[0]} + 1")


def _keywords(node: ast.Call, name: str, page: Page) -> Iterator[Draft]:
    known = {keyword.arg: keyword for keyword in node.keywords}
    of_numpy = isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "np"
    end = page.before_end(node)
    lead = ", " if node.args or node.keywords else ""
    axis = known.get("axis")
    if axis is not None:
        own = page.inner(axis.value)
        for other in ("0", "1", "-1", "2", "None", *(AXES if name in KEEPS else ())):
            if other != own:
                yield Draft("axis", SIGN if len(other) < LONG else WORD, page.span(axis.value), other)
        yield Draft("axis", WORD, *page.without(node, axis))
    elif name in REDUCTIONS and len(node.args) == (1 if of_numpy else 0):
        for other in ("0", "1", "-1"):
            yield Draft("axis", WORD, end, f"{lead}axis={other}")
            if name in KEEPS:
                yield Draft("axis", LESS, end, f"{lead}axis={other}, keepdims=True")
    elif name in REDUCTIONS and len(node.args) == (2 if of_numpy else 1) and isinstance(node.args[-1], ast.Constant):
        for other in ("0", "1", "-1", "None"):
            yield Draft("axis", SIGN, page.span(node.args[-1]), other)
    if name in KEEPS and axis is None and len(node.args) == (1 if of_numpy else 0):
        for other in AXES:
            yield Draft("axis", LESS, end, f"{lead}axis={other}")
    if name in MODES and "mode" not in known:
        for mode in MODES[name]:
            yield Draft("option", WORD, end, f'{lead}mode="{mode}"')
    if "keepdims" in known:
        yield Draft("keepdims", WORD, *page.without(node, known["keepdims"]))
    elif name in KEEPS and (axis is not None or len(node.args) == (2 if of_numpy else 1)):
        yield Draft("keepdims", WORD, end, f"{lead}keepdims=True")
    if "dtype" in known:
        yield Draft("dtype", WORD, *page.without(node, known["dtype"]))
        for other in ("float", "np.float64"):
            yield Draft("dtype", WORD, page.span(known["dtype"].value), other)
    elif name in ALLOCATORS:
        yield Draft("dtype", LESS, end, f"{lead}dtype=float")
    if "ddof" in known:
        yield Draft("constant", WORD, *page.without(node, known["ddof"]))


def _unwrapped(node: ast.Call, name: str, page: Page) -> Iterator[Draft]:
    """What a call leaves where it is too much: its argument, or the object whose method it is."""
    if name in ("astype", "int", "float32", "int64", "int32", "float"):
        kind, cost = "dtype", WORD
    elif name in ("transpose", "swapaxes"):
        kind, cost = "transposed", WORD
    else:
        kind, cost = "too_much", LESS
    if node.args and not isinstance(node.args[0], ast.Starred | ast.GeneratorExp):
        yield Draft(kind, cost, page.span(node), page.whole(node.args[0]))
    if isinstance(node.func, ast.Attribute) and not (
        isinstance(node.func.value, ast.Name) and node.func.value.id in ("np", "numpy")
    ):
        yield Draft(kind, cost, page.span(node), page.whole(node.func.value))


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
    for number in NUMBERS:
        yield Draft("factor", MORE, span, f"{number} * {page.factor(node)}")
    for form in AVERAGED:
        yield Draft("not_averaged", LESS, span, form.format(text))
    for form in AROUND:
        yield Draft("missing_call", NEW, span, form.format(text))
    if not isinstance(node, ast.Constant | ast.Call):
        yield Draft("copy", MORE, span, f"{page.atom(node)}.copy()")
    if not isinstance(node, ast.Constant):
        yield Draft("dtype", MORE, span, f"{page.atom(node)}.astype(float)")
