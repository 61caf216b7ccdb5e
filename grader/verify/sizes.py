"""Expressions that read a size from an argument: where they stand, and which values they take while a suite runs.

Hard-coded sizes are the commonest hidden bug, and a suite sees one only where the size varies.
"""

from __future__ import annotations

import ast
import copy
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from grader.verify.splice import Source, definitions

RECORDER = "__grader_seen__"


@dataclass(frozen=True, slots=True)
class SizeSite:
    function: str
    node: ast.expr


@dataclass(slots=True)
class Trace:
    """What the reference did: the values of size expressions by place, and the functions entered since the last ``taken``.

    ``numbers``: by file, function and parameter the single numbers that it was given; ``looks`` what it was, as ``2`` for two axes.
    """

    sizes: dict[tuple[str, int, int], Counter[object]] = field(default_factory=dict)
    numbers: dict[tuple[str, str, str], Counter[object]] = field(default_factory=dict)
    looks: dict[tuple[str, str, str], str] = field(default_factory=dict)
    entered: set[tuple[str, str]] = field(default_factory=set)

    def size(self, file: str, line: int, column: int, value: object) -> object:
        if type(value) is tuple:
            noted = tuple(each if type(each) in (int, float, bool) else None for each in value)
            self.sizes.setdefault((file, line, column), Counter())[noted] += 1
        elif type(value) is int:
            self.sizes.setdefault((file, line, column), Counter())[value] += 1
        return value

    def enter(self, file: str, function: str, arguments: Mapping[str, object]) -> None:
        self.entered.add((file, function))
        for name, value in list(arguments.items()):
            if type(value) in (int, float, bool) and math.isfinite(value):  # type: ignore[arg-type]  # a number, as just checked
                self.numbers.setdefault((file, function, name), Counter())[value] += 1
                self.looks.setdefault((file, function, name), "number")
            elif isinstance(value, np.ndarray):
                self.looks.setdefault((file, function, name), str(value.ndim))


def size_sites(source: Source) -> Iterator[SizeSite]:
    """``x.shape[i]``, ``x.shape``, ``len(x)``, ``x.size``, ``np.shape(x)``; the outermost of them where they nest."""
    for function, top in definitions(source.tree):
        waiting: list[ast.AST] = [top]
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.expr) and _reads_size(node):
                yield SizeSite(function, node)
                continue
            if not isinstance(node, ast.JoinedStr):  # its text earns no points, and before Python 3.12 its columns mean nothing
                waiting += reversed(list(ast.iter_child_nodes(node)))


def unpackings(source: Source) -> Iterator[ast.Assign]:
    """``n, T = X.shape`` and ``x, w, stride, pad = cache``."""
    for node in ast.walk(source.tree):
        if (
            isinstance(node, ast.Assign)
            and len(node.targets) == 1
            and isinstance(node.targets[0], ast.Tuple)
            and isinstance(node.value, ast.Name | ast.Attribute | ast.Subscript)
        ):
            yield node


def traced(source: Source) -> ast.Module:
    """The module with every size expression and every function's entry reported to ``RECORDER``."""
    nodes = [*(site.node for site in size_sites(source)), *(node.value for node in unpackings(source))]
    places = {(node.lineno, node.col_offset, type(node)) for node in nodes}
    tree = copy.deepcopy(source.tree)
    _Reporter(source.name, places).visit(tree)
    for name, top in definitions(tree):
        if isinstance(top, ast.FunctionDef | ast.AsyncFunctionDef):
            local = ast.Call(ast.Name("locals", ast.Load()), [], [])
            top.body.insert(0, ast.Expr(_call("enter", source.name, name, local)))
    return ast.fix_missing_locations(tree)


def _reads_size(node: ast.expr) -> bool:
    if isinstance(node, ast.Subscript):
        return isinstance(node.ctx, ast.Load) and _is_shape(node.value)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "len" and len(node.args) == 1
    return _is_shape(node) or (isinstance(node, ast.Attribute) and node.attr == "size" and isinstance(node.ctx, ast.Load))


def _is_shape(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr == "shape"
    return isinstance(node, ast.Attribute) and node.attr == "shape" and isinstance(node.ctx, ast.Load)


class _Reporter(ast.NodeTransformer):
    def __init__(self, file: str, places: set[tuple[int, int, type]]) -> None:
        self._file, self._places = file, places

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.expr) and (node.lineno, node.col_offset, type(node)) in self._places:
            return _call("size", self._file, node.lineno, node.col_offset, node)
        return self.generic_visit(node)


def _call(method: str, *args: object) -> ast.Call:
    func = ast.Attribute(ast.Name(RECORDER, ast.Load()), method, ast.Load())
    return ast.Call(func, [arg if isinstance(arg, ast.expr) else ast.Constant(arg) for arg in args], [])  # type: ignore[arg-type]
