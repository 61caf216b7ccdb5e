"""What is wrong in one expression of real homework: ends of slices, epsilon's place, what stands inside a sum. Pure.

These are mutants of a reference; the slips that are looked for in a student's file are of ``grader.sandbox.inside.slips``.

As ``grader.verify.operators``: each function takes a node of a tree and yields ``(kind, node in its place)``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.verify.kinds import MutantKind

Change = tuple[MutantKind, ast.expr]

# f(a + eps) and f(a) + eps are both written for one another.
AROUND = ("sqrt", "log", "exp", "abs", "square", "tanh")
ADDING = ("sum", "mean")
REDUCING = ("sum", "mean", "max", "min", "prod", "std", "var", "argmax", "argmin")


def slips(node: ast.expr) -> Iterator[Change]:
    """Every slip that this one node can hold."""
    if isinstance(node, ast.BinOp):
        yield from _places_of_a_term(node)
        yield from _flipped(node)
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.Slice):
        yield from _ends(node)


def _name(node: ast.expr) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""


def _is_small(node: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Attribute) or (isinstance(node, ast.Constant) and type(node.value) in (int, float))


def _places_of_a_term(node: ast.BinOp) -> Iterator[Change]:
    """``a / (b + eps)`` as ``a / b + eps``; ``sqrt(a) + eps`` as ``sqrt(a + eps)``; ``sum(a) + b`` as ``sum(a + b)``."""
    if isinstance(node.op, ast.Div) and isinstance(node.right, ast.BinOp) and isinstance(node.right.op, ast.Add):
        below = node.right
        if _is_small(below.right):
            yield "place of a term", ast.BinOp(ast.BinOp(node.left, ast.Div(), below.left), ast.Add(), below.right)
    if isinstance(node.op, ast.Add) and isinstance(node.left, ast.Call) and node.left.args and _is_small(node.right):
        call = node.left
        if _name(call) in (*AROUND, *ADDING):
            first = ast.BinOp(call.args[0], ast.Add(), node.right)
            yield "place of a term", ast.Call(call.func, [first, *call.args[1:]], call.keywords)


def _flipped(node: ast.BinOp) -> Iterator[Change]:
    """A kernel that is turned round where it meets a window: ``f * g[i : i + K]`` as ``f[::-1] * g[i : i + K]``."""
    if not isinstance(node.op, ast.Mult):
        return
    for one, other in ((node.left, node.right), (node.right, node.left)):
        if (
            isinstance(one, ast.Name)
            and isinstance(other, ast.Subscript)
            and any(isinstance(n, ast.Slice) for n in ast.walk(other.slice))
        ):
            turned = ast.Subscript(one, ast.Slice(step=ast.UnaryOp(ast.USub(), ast.Constant(1))), ast.Load())
            yield "turned round", ast.BinOp(turned, node.op, other)


def _calls(node: ast.Call) -> Iterator[Change]:
    name = _name(node)
    first = node.args[0] if node.args else None
    if name in AROUND and isinstance(first, ast.BinOp) and isinstance(first.op, ast.Add) and _is_small(first.right):
        yield "place of a term", ast.BinOp(ast.Call(node.func, [first.left, *node.args[1:]], node.keywords), ast.Add(), first.right)
    if name in ADDING and isinstance(first, ast.BinOp) and isinstance(first.op, ast.Pow):
        inner = ast.Call(node.func, [first.left, *node.args[1:]], node.keywords)
        yield "power of the sum", ast.BinOp(inner, ast.Pow(), first.right)
    if name in ADDING and first is not None and not isinstance(first, ast.Starred):
        yield "call left out", first
    if name in REDUCING:
        yield from _axes(node)


def _axes(node: ast.Call) -> Iterator[Change]:
    """Each of several axes left out; a last axis kept, so that (n, 1) meets (n,)."""
    for place, keyword in enumerate(node.keywords):
        if keyword.arg != "axis":
            continue
        if isinstance(keyword.value, ast.Tuple) and len(keyword.value.elts) > 1:
            for index in range(len(keyword.value.elts)):
                rest = [*keyword.value.elts[:index], *keyword.value.elts[index + 1 :]]
                changed = ast.keyword(arg="axis", value=ast.Tuple(rest, ast.Load()))
                yield "axis", ast.Call(node.func, node.args, [*node.keywords[:place], changed, *node.keywords[place + 1 :]])
        elif ast.unparse(keyword.value) != "0" and all(each.arg != "keepdims" for each in node.keywords):
            kept = ast.keyword(arg="keepdims", value=ast.Constant(value=True))
            yield "keepdims", ast.Call(node.func, node.args, [*node.keywords, kept])


def _ends(node: ast.Slice) -> Iterator[Change]:
    """``pad : pad + H`` as ``pad : -pad`` and ``: n - k`` as ``: -k``: empty where there is nothing to leave out."""
    lower, upper = node.lower, node.upper
    if not isinstance(upper, ast.BinOp):
        return
    if lower is not None and isinstance(upper.op, ast.Add) and ast.dump(lower) in (ast.dump(upper.left), ast.dump(upper.right)):
        yield "end counted from behind", ast.Slice(lower, ast.UnaryOp(ast.USub(), lower), node.step)
    if isinstance(upper.op, ast.Sub):
        yield "end counted from behind", ast.Slice(lower, ast.UnaryOp(ast.USub(), upper.right), node.step)
    if isinstance(upper.op, ast.Add) and isinstance(upper.left, ast.BinOp) and isinstance(upper.left.op, ast.Sub):
        less = ast.BinOp(upper.left.right, ast.Sub(), upper.right)
        yield "end counted from behind", ast.Slice(lower, ast.UnaryOp(ast.USub(), less), node.step)
