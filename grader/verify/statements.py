"""What can be wrong in one statement: dropped, assigned for added, a loop not run, a result swapped. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

from grader.verify.kinds import MutantKind

Change = tuple[MutantKind, ast.stmt]

AUGMENTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.Pow: ast.Mult,
}


def statement_changes(node: ast.stmt, bound: frozenset[str]) -> Iterator[Change]:
    """Every way in which this statement can be wrong as a whole. ``bound``: names that have a value before it."""
    if isinstance(node, ast.AugAssign):
        yield "assigned, not added", ast.Assign(targets=[node.target], value=node.value, lineno=node.lineno)
        if other := AUGMENTED.get(type(node.op)):
            yield "operator", ast.AugAssign(target=node.target, op=other(), value=node.value)
        yield "statement left out", ast.Pass()
    elif isinstance(node, ast.Assign):
        if all(_is_bound(target, bound) for target in node.targets):
            yield "statement left out", ast.Pass()
        yield from _unpacked_otherwise(node)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "statement left out", ast.Pass()
    elif isinstance(node, ast.For | ast.While):
        yield "loop left out", ast.Pass()
    elif isinstance(node, ast.Break | ast.Continue):
        yield "statement left out", ast.Pass()
    elif isinstance(node, ast.Return) and node.value is not None:
        for swapped in _swapped(node.value):
            yield "results swapped", ast.Return(value=swapped)
        if isinstance(node.value, ast.Tuple):
            for place, (first, second) in enumerate(pairwise(node.value.elts)):
                if ast.dump(first) != ast.dump(second):
                    twice = [*node.value.elts[: place + 1], first, *node.value.elts[place + 2 :]]
                    yield "result twice", ast.Return(value=ast.Tuple(elts=twice, ctx=ast.Load()))


def _unpacked_otherwise(node: ast.Assign) -> Iterator[Change]:
    """``x, w = cache`` as ``w, x = cache``: two sizes exchanged, or a cache that is read in another order than it was packed."""
    target = node.targets[0]
    if len(node.targets) > 1 or not isinstance(target, ast.Tuple):
        return
    for place, (one, other) in enumerate(pairwise(target.elts)):
        if ast.dump(one) != ast.dump(other):
            swapped = [*target.elts[:place], other, one, *target.elts[place + 2 :]]
            yield (
                "unpacked in another order",
                ast.Assign([ast.Tuple(elts=swapped, ctx=ast.Store())], node.value, lineno=node.lineno),
            )


def names_before(function: ast.AST, node: ast.stmt) -> frozenset[str]:
    """Names that a function has given a value in an earlier line, its arguments included."""
    found = {argument.arg for argument in ast.walk(function) if isinstance(argument, ast.arg)}
    for other in ast.walk(function):
        if isinstance(other, ast.Name) and isinstance(other.ctx, ast.Store) and other.lineno < node.lineno:
            found.add(other.id)
    return frozenset(found)


def _is_bound(target: ast.expr, bound: frozenset[str]) -> bool:
    """A name without an earlier value would only be a NameError, which no suite can miss."""
    if isinstance(target, ast.Name):
        return target.id in bound
    if isinstance(target, ast.Tuple | ast.List):
        return all(_is_bound(each, bound) for each in target.elts)
    return isinstance(target, ast.Subscript | ast.Attribute)


def _swapped(value: ast.expr) -> Iterator[ast.expr]:
    """A returned tuple with two neighbours exchanged, at any depth."""
    if not isinstance(value, ast.Tuple):
        return
    parts = value.elts
    for place in range(len(parts) - 1):
        if ast.dump(parts[place]) != ast.dump(parts[place + 1]):
            swapped = [*parts[:place], parts[place + 1], parts[place], *parts[place + 2 :]]
            yield ast.Tuple(elts=swapped, ctx=ast.Load())
    for place, part in enumerate(parts):
        for inner in _swapped(part):
            yield ast.Tuple(elts=[*parts[:place], inner, *parts[place + 1 :]], ctx=ast.Load())
