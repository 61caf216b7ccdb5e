"""What can be wrong in one expression of any program: operators, constants, indices, bounds, axes, arguments, neighbours. Pure.

Each function takes a node of a tree and yields ``(kind, node in its place)``; the node itself is never changed.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence

from grader.verify.kinds import MutantKind

Change = tuple[MutantKind, ast.expr]

BINARY: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.Div),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitXor: (ast.BitAnd,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
}
COMPARISON: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ORDERED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
NEIGHBOURS: dict[str, tuple[str, ...]] = {
    "sum": ("mean",), "mean": ("sum",), "nansum": ("nanmean",), "nanmean": ("nansum",), "median": ("mean",), "average": ("sum",),
    "max": ("argmax", "min"), "min": ("argmin", "max"), "argmax": ("max", "argmin"), "argmin": ("min", "argmax"),
    "maximum": ("minimum",), "minimum": ("maximum",), "zeros": ("ones",), "ones": ("zeros",),
    "zeros_like": ("ones_like",), "ones_like": ("zeros_like",), "empty": ("zeros",), "eye": ("ones",),
    "dot": ("multiply",), "matmul": ("multiply",), "multiply": ("dot", "add"), "add": ("subtract",), "subtract": ("add",),
    "divide": ("multiply",), "log": ("log10",), "log10": ("log",), "log2": ("log",), "log1p": ("log",), "exp": ("expm1",),
    "expm1": ("exp",), "sqrt": ("square",), "square": ("sqrt",), "abs": ("sign",), "sign": ("abs",), "sin": ("cos",),
    "cos": ("sin",), "tanh": ("sin",), "var": ("std",), "std": ("var",), "floor": ("ceil",), "ceil": ("floor",),
    "round": ("floor",), "prod": ("sum",), "cumsum": ("cumprod",), "cumprod": ("cumsum",), "hstack": ("vstack",),
    "vstack": ("hstack",), "argsort": ("sort",), "sort": ("argsort",), "any": ("all",), "all": ("any",), "inner": ("outer",),
    "outer": ("inner",), "logical_and": ("logical_or",), "logical_or": ("logical_and",), "triu": ("tril",), "tril": ("triu",),
    "pad": (), "flatten": (), "arange": (), "norm": ("sum",),
}  # fmt: skip
ALLOCATORS = ("zeros", "ones", "empty", "zeros_like", "ones_like", "empty_like")
# Calls whose loss leaves a value of the same look.
UNWRAPPED: dict[MutantKind, tuple[str, ...]] = {
    "copy left out": ("copy", "deepcopy", "array"),
    "transpose left out": ("transpose", "swapaxes", "moveaxis"),
    "dtype": ("astype", "float", "int", "asarray"),
    "call left out": ("abs", "absolute", "sqrt", "exp", "log", "round", "clip", "ravel", "flatten", "squeeze"),
}


def changes(node: ast.expr, parent: ast.AST | None) -> Iterator[Change]:
    """Every way in which this one node can be wrong."""
    if isinstance(parent, ast.If) and parent.test is node:
        yield "branch", ast.Constant(value=True)
        yield "branch", ast.Constant(value=False)
    if isinstance(node, ast.BinOp):
        yield from _binary(node)
    elif isinstance(node, ast.Compare):
        yield from _comparison(node)
    elif isinstance(node, ast.BoolOp):
        yield from _boolean(node)
    elif isinstance(node, ast.UnaryOp):
        yield from _unary(node, parent)
    elif isinstance(node, ast.Constant):
        yield from _constant(node, parent)
    elif isinstance(node, ast.Subscript):
        yield from _subscript(node)
    elif isinstance(node, ast.Attribute) and node.attr == "T" and isinstance(node.ctx, ast.Load):
        yield "transpose left out", node.value
    elif isinstance(node, ast.Call):
        yield from _call(node)
    elif isinstance(node, ast.IfExp):
        yield "condition", node.body
        yield "condition", node.orelse


def number_of(node: ast.AST | None) -> int | float | None:
    """The number that a constant, signed or not, stands for."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = number_of(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value  # type: ignore[return-value]  # the exact types were just checked
    return None


def literal(value: object) -> ast.expr:
    """A value as the expression that makes it."""
    return ast.parse(repr(value), mode="eval").body


def plus(node: ast.expr, amount: int) -> ast.expr:
    """``node + 1`` or ``node - 1``, folded where the node is a number."""
    value = number_of(node)
    if value is not None:
        return literal(value + amount)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub) and isinstance(number_of(node.right), int):
        step = number_of(ast.UnaryOp(ast.USub(), node.right)) if isinstance(node.op, ast.Sub) else number_of(node.right)
        total = int(step or 0) + amount
        return node.left if total == 0 else plus(node.left, total)
    return ast.BinOp(left=node, op=ast.Add() if amount > 0 else ast.Sub(), right=ast.Constant(abs(amount)))


def _binary(node: ast.BinOp) -> Iterator[Change]:
    for other in BINARY[type(node.op)]:
        yield "operator", ast.BinOp(left=node.left, op=other(), right=node.right)
    yield "term left out", node.left
    yield "term left out", node.right
    if isinstance(node.op, ORDERED):
        yield "operands swapped", ast.BinOp(left=node.right, op=node.op, right=node.left)
    if isinstance(node.op, ast.MatMult):
        for left, right in ((_transposed(node.left), node.right), (node.left, _transposed(node.right))):
            yield "transpose", ast.BinOp(left=left, op=node.op, right=right)


def _transposed(node: ast.expr) -> ast.expr:
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value
    return ast.Attribute(value=node, attr="T", ctx=ast.Load())


def _comparison(node: ast.Compare) -> Iterator[Change]:
    for place, op in enumerate(node.ops):
        for other in COMPARISON[type(op)]:
            new = copy.copy(node)
            new.ops = [*node.ops[:place], other(), *node.ops[place + 1 :]]
            yield "comparison", new


def _boolean(node: ast.BoolOp) -> Iterator[Change]:
    other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    yield "operator", ast.BoolOp(op=other, values=node.values)
    for place in range(len(node.values)):
        rest = [*node.values[:place], *node.values[place + 1 :]]
        yield "term left out", rest[0] if len(rest) == 1 else ast.BoolOp(op=node.op, values=rest)


def _unary(node: ast.UnaryOp, parent: ast.AST | None) -> Iterator[Change]:
    value = number_of(node)
    if value is not None:
        yield from _number(value, parent)
    elif isinstance(node.op, ast.USub | ast.Not | ast.Invert):
        yield "sign" if isinstance(node.op, ast.USub) else "negation left out", node.operand


def _constant(node: ast.Constant, parent: ast.AST | None) -> Iterator[Change]:
    if isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.USub):
        return  # the signed number is changed as a whole
    if type(node.value) is bool:
        yield "constant", ast.Constant(not node.value)
    elif type(node.value) in (int, float):
        yield from _number(node.value, parent)  # type: ignore[arg-type]


def _number(value: int | float, parent: ast.AST | None) -> Iterator[Change]:
    kind: MutantKind = "index" if isinstance(parent, ast.Subscript | ast.Slice) else "constant"
    yield kind, literal(value + 1)
    if type(value) is int:
        yield kind, literal(value - 1)
    else:
        yield kind, literal(value * 2 if value else -1.0)
    if value not in (0, 1, -1):
        yield "sign", literal(-value)
        if value != 2:
            yield kind, literal(type(value)(1))


def _subscript(node: ast.Subscript) -> Iterator[Change]:
    parts: Sequence[ast.expr] = node.slice.elts if isinstance(node.slice, ast.Tuple) else (node.slice,)
    for place, part in enumerate(parts):
        for kind, new in _part(part):
            yield kind, _with_part(node, place, new)
    if len(parts) > 1:
        for place in range(len(parts) - 1):
            swapped = [*parts[:place], parts[place + 1], parts[place], *parts[place + 2 :]]
            if ast.dump(parts[place]) != ast.dump(parts[place + 1]):
                inner = ast.Tuple(elts=list(swapped), ctx=ast.Load())
                yield "indices swapped", ast.Subscript(value=node.value, slice=inner, ctx=node.ctx)


def _with_part(node: ast.Subscript, place: int, new: ast.expr) -> ast.expr:
    if not isinstance(node.slice, ast.Tuple):
        return ast.Subscript(value=node.value, slice=new, ctx=node.ctx)
    parts = [*node.slice.elts[:place], new, *node.slice.elts[place + 1 :]]
    return ast.Subscript(value=node.value, slice=ast.Tuple(elts=parts, ctx=ast.Load()), ctx=node.ctx)


def _part(part: ast.expr) -> Iterator[Change]:
    """One index or slice. Bounds that are numbers are changed where the number stands."""
    if isinstance(part, ast.Slice):
        whole = part.lower is None and part.upper is None and part.step is None
        for name, missing in (("lower", 1), ("upper", -1)):
            bound = getattr(part, name)
            if bound is not None and number_of(bound) is None:
                yield "slice bound", _sliced(part, **{name: plus(bound, 1)})
                yield "slice bound", _sliced(part, **{name: plus(bound, -1)})
            if bound is None and not whole:
                yield "slice bound", _sliced(part, **{name: literal(missing)})
            elif bound is not None:
                yield "slice bound", _sliced(part, **{name: None})
        if part.step is not None:
            yield "slice step", _sliced(part, step=None)
    elif isinstance(part, ast.Name | ast.BinOp | ast.Call | ast.Attribute):
        yield "index", plus(part, 1)
        yield "index", plus(part, -1)


def _sliced(part: ast.Slice, **given: ast.expr | None) -> ast.expr:
    bounds = {"lower": part.lower, "upper": part.upper, "step": part.step} | given
    return ast.Slice(lower=bounds["lower"], upper=bounds["upper"], step=bounds["step"])


def _call(node: ast.Call) -> Iterator[Change]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
    if name == "range":
        yield from _range(node)
        return
    if isinstance(node.func, ast.Attribute):
        for other in NEIGHBOURS.get(name, ()):
            func = ast.Attribute(value=node.func.value, attr=other, ctx=ast.Load())
            yield "neighbour", ast.Call(func=func, args=node.args, keywords=node.keywords)
    yield from _unwrapped(node, name)
    if name in ALLOCATORS and not any(keyword.arg == "dtype" for keyword in node.keywords) and len(node.args) == 1:
        whole = ast.keyword(arg="dtype", value=ast.Name("int", ast.Load()))
        yield "dtype", ast.Call(func=node.func, args=node.args, keywords=[*node.keywords, whole])
    for place in range(len(node.args) - 1):
        first, second = node.args[place : place + 2]
        if not isinstance(first, ast.Starred) and ast.dump(first) != ast.dump(second):
            args = [*node.args[:place], second, first, *node.args[place + 2 :]]
            yield "argument order", ast.Call(func=node.func, args=args, keywords=node.keywords)
    for place, keyword in enumerate(node.keywords):
        for kind, value in _keyword(keyword):
            kept = [] if value is None else [ast.keyword(arg=keyword.arg, value=value)]
            keywords = [*node.keywords[:place], *kept, *node.keywords[place + 1 :]]
            yield kind, ast.Call(func=node.func, args=node.args, keywords=keywords)


def _unwrapped(node: ast.Call, name: str) -> Iterator[Change]:
    """What a call leaves where it is forgotten: its argument, or the object whose method it is."""
    of_numpy = (
        isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id in ("np", "numpy")
    )
    inner = node.args[0] if node.args else None
    if isinstance(node.func, ast.Attribute) and not of_numpy:
        inner = node.func.value
    if inner is None or isinstance(inner, ast.Starred):
        return
    for kind, names in UNWRAPPED.items():
        if name in names:
            yield kind, inner
    if name == "astype" and node.args and ast.unparse(node.args[0]) != "int":
        yield "dtype", ast.Call(func=node.func, args=[ast.Name("int", ast.Load())], keywords=node.keywords)


def _range(node: ast.Call) -> Iterator[Change]:
    """Bounds by one to either side; what counts down also counts up."""
    args = node.args
    if len(args) == 1:
        yield "range bound", ast.Call(func=node.func, args=[literal(1), args[0]], keywords=[])
    for place, bound in enumerate(args[:2]):
        if number_of(bound) is None:
            for amount in (1, -1):
                changed = [*args[:place], plus(bound, amount), *args[place + 1 :]]
                yield "range bound", ast.Call(func=node.func, args=changed, keywords=[])
    if len(args) == 3 and number_of(args[2]) == -1:
        forwards = [plus(args[1], 1), plus(args[0], 1)]
        yield "range direction", ast.Call(func=node.func, args=forwards, keywords=[])


def _keyword(keyword: ast.keyword) -> Iterator[tuple[MutantKind, ast.expr | None]]:
    value = number_of(keyword.value)
    if keyword.arg == "axis":
        yield "axis", None
        if type(value) is int:
            yield "axis", literal({0: 1, 1: 0, -1: 0}.get(value, value - 1))
    elif keyword.arg == "keepdims":
        yield "keepdims", None
    elif keyword.arg == "dtype":
        yield "dtype", None
        if ast.unparse(keyword.value) != "int":
            yield "dtype", ast.Name("int", ast.Load())
    elif keyword.arg in ("ddof", "initial", "where", "endpoint", "axes"):
        yield "argument left out", None
