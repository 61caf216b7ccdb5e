"""What can be wrong with whole lines: a statement one level in or out, an argument or a size that is constant. Pure.

Each change is made in the text, so that everything around it stays as its author wrote it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from grader.verify.kinds import MutantKind
from grader.verify.sizes import unpackings
from grader.verify.splice import Source

# For a parameter (file, function, name), the single numbers that it is given while the suite runs, commonest first; and what it is.
Numbers = Mapping[tuple[str, str, str], Sequence[object]]
Looks = Mapping[tuple[str, str, str], str]
# For a size expression (file, line, column), the values that it takes while the suite runs, commonest first.
Sizes = Mapping[tuple[str, int, int], Sequence[object]]
MOST_VALUES = 2


@dataclass(frozen=True, slots=True)
class LineChange:
    """One change of whole lines, and the text with it."""

    kind: MutantKind
    line: int
    before: str
    after: str
    source: str


def line_changes(source: Source, top: ast.stmt) -> Iterator[LineChange]:
    """Every statement of a function that may stand one level in or out."""
    for node in ast.walk(top):
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if not isinstance(block, list) or not block or not isinstance(block[0], ast.stmt):
                continue
            if isinstance(node, ast.For | ast.While | ast.If) and field == "body" and len(block) > 1:
                yield _moved("one level out", source, block[-1], -(block[-1].col_offset - node.col_offset))
            for one, other in pairwise(block):
                if isinstance(one, ast.For | ast.While) and not one.orelse and not isinstance(other, ast.FunctionDef):
                    yield _moved("one level in", source, other, one.body[-1].col_offset - one.col_offset)
                if isinstance(other, ast.For | ast.While) and isinstance(one, ast.Assign | ast.AugAssign):
                    yield _into(source, one, other)
            if isinstance(node, ast.For | ast.While) and field == "body" and len(block) > 1:
                yield from _before(source, block[0], node)


def _moved(kind: MutantKind, source: Source, node: ast.stmt, by: int) -> LineChange:
    text = source.segment(node)
    return LineChange(kind, node.lineno, text, f"the same, {kind}", source.shifted(node, by))


def _into(source: Source, node: ast.stmt, loop: ast.For | ast.While) -> LineChange:
    """What stands before a loop, done again in each round."""
    text = source.segment(node)
    changed = source.moved(node, loop.body[0], loop.body[0].col_offset - node.col_offset)
    return LineChange("one level in", node.lineno, text, "the same, at the beginning of each round", changed)


def _before(source: Source, node: ast.stmt, loop: ast.For | ast.While) -> Iterator[LineChange]:
    """What begins each round, done once before the loop; not where it needs what the loop counts."""
    counted = {each.id for each in ast.walk(loop.target) if isinstance(each, ast.Name)} if isinstance(loop, ast.For) else set[str]()
    used = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    if isinstance(node, ast.Assign) and not counted & used:
        text = source.segment(node)
        changed = source.moved(node, loop, loop.col_offset - node.col_offset)
        yield LineChange("one level out", node.lineno, text, "the same, before the loop", changed)


def argument_changes(source: Source, name: str, top: ast.stmt, numbers: Numbers, looks: Looks) -> Iterator[LineChange]:
    """A number that is an argument taken for the one that the suite has; two arguments of one look exchanged."""
    if not isinstance(top, ast.FunctionDef | ast.AsyncFunctionDef):
        return
    first = _first(top)
    used = {node.id for node in ast.walk(top) if isinstance(node, ast.Name)}
    parameters = [arg.arg for arg in (*top.args.posonlyargs, *top.args.args, *top.args.kwonlyargs)]
    for parameter in parameters:
        values = list(numbers.get((source.name, name, parameter), ()))[:MOST_VALUES] if parameter in used else []
        for value in values:
            text = f"{parameter} = {value!r}"
            yield LineChange("argument ignored", top.lineno, parameter, text, source.inserted(first, text))
    for one, other in pairwise(parameters):
        look = looks.get((source.name, name, one))
        if look and look == looks.get((source.name, name, other)) and {one, other} <= used:
            text = f"{one}, {other} = {other}, {one}"
            yield LineChange("arguments exchanged", top.lineno, f"{one}, {other}", text, source.inserted(first, text))


def size_changes(source: Source, sizes: Sizes) -> Iterator[tuple[ast.stmt, LineChange]]:
    """``n, T = X.shape`` and ``x, stride = cache`` with one of the numbers a constant that the suite has."""
    for node in unpackings(source):
        seen = [each for each in sizes.get((source.name, node.value.lineno, node.value.col_offset), ()) if isinstance(each, tuple)]
        targets = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else []
        for place, target in enumerate(targets):
            values = [each[place] for each in seen if len(each) == len(targets) and each[place] is not None]
            if not isinstance(target, ast.Name) or target.id == "_":
                continue
            for value in list(dict.fromkeys(values))[:MOST_VALUES]:
                text = f"{target.id} = {value!r}"
                yield node, LineChange("size", node.lineno, target.id, text, source.inserted(node, text, after=True))


def _first(top: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
    """The first statement after the docstring."""
    first = top.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    return top.body[1] if is_docstring and len(top.body) > 1 else first
