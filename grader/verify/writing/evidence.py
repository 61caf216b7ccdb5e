"""What the code of a function shows of arguments that nobody described: their dimensions, and what they are used as. Pure.

It only says what is tried first: the reference still has to answer to it, and the author is told what was assumed.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Use = Literal["function", "size", "text"]
LETTERS = "ndmkpq"
_TEXT_METHODS = frozenset(("split", "lower", "upper", "strip", "replace", "startswith", "endswith", "splitlines", "isalpha"))


@dataclass(frozen=True, slots=True)
class Evidence:
    """``dims``: a name for each dimension, as far as the code has one (``""`` where it has none); ``use``: what it serves as."""

    dims: tuple[str, ...] = ()
    use: Use | None = None

    def with_rank(self, rank: int) -> Evidence:
        return replace(self, dims=self.dims + ("",) * (rank - len(self.dims)))

    def with_name(self, axis: int, name: str) -> Evidence:
        more = self.with_rank(axis + 1)
        return more if more.dims[axis] else replace(more, dims=(*more.dims[:axis], name, *more.dims[axis + 1 :]))


NOTHING = Evidence()


def evidence_of(node: ast.FunctionDef) -> dict[str, Evidence]:
    """By argument. An unnamed dimension of the first array that has two gets a letter, which others may share."""
    names = [each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    found = dict.fromkeys(names, NOTHING)
    for each in ast.walk(node):
        for name, more in _shown(each):
            if name in found:
                found[name] = _both(found[name], more)
    taken = {dim for each in found.values() for dim in each.dims}
    free = [letter for letter in LETTERS if letter not in taken and letter not in names]
    first = next((name for name in names if len(found[name].dims) > 1), None)
    if first is not None and found[first].dims.count("") <= len(free):
        found[first] = replace(found[first], dims=tuple(dim or free.pop(0) for dim in found[first].dims))
    return found


def _both(one: Evidence, other: Evidence) -> Evidence:
    merged = one.with_rank(len(other.dims))
    for axis, name in enumerate(other.dims):
        merged = merged.with_name(axis, name)
    return replace(merged, use=one.use or other.use)


def _shown(node: ast.AST) -> Iterator[tuple[str, Evidence]]:
    """What one piece of code shows of names in it."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        yield from _sizes_named(node.targets[0], node.value)
    elif isinstance(node, ast.Subscript):
        yield from _indexed(node)
    elif isinstance(node, ast.Call):
        yield from _called(node)
    elif isinstance(node, ast.Attribute) and node.attr == "T" and isinstance(node.value, ast.Name):
        yield node.value.id, Evidence(("", ""))
    elif isinstance(node, ast.Slice):
        yield from ((bound.id, Evidence(use="size")) for bound in (node.lower, node.upper) if isinstance(bound, ast.Name))


def _sizes_named(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, Evidence]]:
    """``n, d = X.shape``, ``n = X.shape[0]`` and ``n = len(X)``; several of them side by side too."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for each, own in zip(target.elts, value.elts, strict=True):
            yield from _sizes_named(each, own)
    elif isinstance(target, ast.Tuple) and (owner := _shaped(value)):
        if all(isinstance(each, ast.Name) for each in target.elts):
            names = [each.id for each in target.elts if isinstance(each, ast.Name)]
            yield owner, Evidence(tuple(name if name.strip("_") else "" for name in names))
    elif isinstance(target, ast.Name) and isinstance(value, ast.Subscript) and (owner := _shaped(value.value)):
        axis = _whole(value.slice)
        if axis is not None and axis >= 0:
            yield owner, NOTHING.with_name(axis, target.id)
    elif isinstance(target, ast.Name) and (owner := _measured(value)):
        yield owner, NOTHING.with_name(0, target.id)


def _indexed(node: ast.Subscript) -> Iterator[tuple[str, Evidence]]:
    if isinstance(node.value, ast.Name) and isinstance(node.slice, ast.Tuple):
        parts = node.slice.elts
        if not any(isinstance(each, ast.Constant) and each.value is Ellipsis for each in parts):
            yield node.value.id, NOTHING.with_rank(sum(not _is_none(each) for each in parts))
    elif (owner := _shaped(node.value)) and (axis := _whole(node.slice)) is not None:
        yield owner, NOTHING.with_rank(max(axis + 1, -axis))


def _called(node: ast.Call) -> Iterator[tuple[str, Evidence]]:
    if isinstance(node.func, ast.Name):
        yield node.func.id, Evidence(use="function")
        if node.func.id == "range":
            yield from ((each.id, Evidence(use="size")) for each in node.args if isinstance(each, ast.Name))
        return
    if not isinstance(node.func, ast.Attribute):
        return
    owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
    if owner and node.func.attr in _TEXT_METHODS:
        yield owner, Evidence(use="text")
    axis = next((_whole(each.value) for each in node.keywords if each.arg == "axis"), None)
    if axis is not None:
        # Who names an axis has more than one.
        rank = max(2, axis + 1, -axis)
        named = {owner, node.args[0].id if node.args and isinstance(node.args[0], ast.Name) else ""}
        yield from ((each, NOTHING.with_rank(rank)) for each in named)


def _shaped(node: ast.expr) -> str:
    """The name in ``X.shape`` or ``np.shape(X)``."""
    if isinstance(node, ast.Attribute) and node.attr == "shape" and isinstance(node.value, ast.Name):
        return node.value.id
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "shape" and node.args:
        return node.args[0].id if isinstance(node.args[0], ast.Name) else ""
    return ""


def _whole(node: ast.expr) -> int | None:
    """The integer that is written there."""
    sign = -1 if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) else 1
    node = node.operand if isinstance(node, ast.UnaryOp) else node
    return sign * node.value if isinstance(node, ast.Constant) and type(node.value) is int else None


def _measured(node: ast.expr) -> str:
    """The name in ``len(X)``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len" and len(node.args) == 1:
        return node.args[0].id if isinstance(node.args[0], ast.Name) else ""
    return ""


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
