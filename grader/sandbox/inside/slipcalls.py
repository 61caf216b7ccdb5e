"""What a call may have been meant as: another function, another axis, other bounds, arguments in another order. Pure. Inside."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.sandbox.inside.drafts import LESS, MORE, SIGN, SIGNS, WORD, Draft
from grader.sandbox.inside.page import Page

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
# Whose first argument is a shape, or a length.
SHAPED = frozenset({"zeros", "ones", "empty", "full", "eye"})
# Several axes at once: of batches of images, and of matrices.
AXES = ("(0, 1)", "(1, 2)", "(0, 2)", "(2, 3)", "(0, 2, 3)", "(1, 2, 3)")
LONG = 5  # letters: whatever is no single axis
MODES = {"convolve": ("valid", "same"), "correlate": ("full", "same")}


def by_one(kind: str, node: ast.expr, page: Page) -> Iterator[Draft]:
    """``k + 1`` and ``k - 1``; where it is one of these already, ``k`` too. Numbers are changed where they stand."""
    if isinstance(node, ast.Constant) or (isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant)):
        return
    span, text = page.span(node), page.inner(node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub) and isinstance(node.right, ast.Constant):
        yield Draft(kind, SIGN, span, page.inner(node.left))
    yield Draft(kind, SIGN, span, f"{text} + 1")
    yield Draft(kind, SIGN, span, f"{text} - 1")


def of_any_call(node: ast.Call, page: Page) -> Iterator[Draft]:
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
    if name in ("dot", "matmul"):
        yield from _product(node, page)
    if name in SHAPED and node.args:
        sizes = node.args[0].elts if isinstance(node.args[0], ast.Tuple) else node.args[:1]
        for size in sizes:
            yield from by_one("bound", size, page)
    if name in ("array", "asarray") and len(node.args) == 1 and isinstance(node.args[0], ast.Name) and not node.keywords:
        yield Draft("axis", WORD, page.span(node), f"np.stack({page.inner(node.args[0])}, axis=1)")
    if name in ("log", "log2", "log10", "sqrt") and len(node.args) == 1:
        yield Draft("epsilon", MORE, page.span(node.args[0]), f"{page.inner(node.args[0])} + 1e-8")
    if name == "exp" and len(node.args) == 1:
        inner = page.inner(node.args[0])
        yield Draft("sign", WORD, page.span(node.args[0]), f"-{page.whole(node.args[0])}")
        for axis in ("", ", axis=-1, keepdims=True", ", axis=1, keepdims=True", ", axis=0, keepdims=True"):
            yield Draft("maximum", MORE, page.span(node.args[0]), f"{inner} - np.max({inner}{axis})")


def turned(node: ast.expr, page: Page) -> str:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return page.whole(node.value)
    return f"{page.atom(node)}.T"


def _product(node: ast.Call, page: Page) -> Iterator[Draft]:
    """A product of matrices written as a call: one of them transposed, the two of a method the other way round."""
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    if isinstance(owner, ast.Name) and owner.id in ("np", "numpy"):
        owner = None
    for each in (*([owner] if owner is not None else []), *node.args[: 2 if owner is None else 1]):
        if not isinstance(each, ast.Starred):
            yield Draft("transposed", WORD, page.span(each), turned(each, page))
    if owner is not None and isinstance(node.func, ast.Attribute) and len(node.args) == 1 and not node.keywords:
        yield Draft("operands", WORD, page.span(node), f"{page.atom(node.args[0])}.{node.func.attr}({page.inner(owner)})")


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
        yield from by_one("bound", bound, page)
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
        if name in KEEPS and "keepdims" not in known:
            for other in ("0", "1", "-1"):
                if other != own:
                    yield Draft("axis", LESS, page.span(axis.value), f"{other}, keepdims=True")
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
    elif name == "negative":
        kind, cost = "sign", SIGN
    else:  # around the whole value it stands out; further inside there are many
        kind, cost = "too_much", WORD if isinstance(page.parent(node), ast.stmt) else LESS
    if node.args and not isinstance(node.args[0], ast.Starred | ast.GeneratorExp):
        yield Draft(kind, cost, page.span(node), page.whole(node.args[0]))
    if isinstance(node.func, ast.Attribute) and not (
        isinstance(node.func.value, ast.Name) and node.func.value.id in ("np", "numpy")
    ):
        yield Draft(kind, cost, page.span(node), page.whole(node.func.value))
