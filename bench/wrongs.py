"""Wrong submissions to measure reports on: known mistakes, samples, and references with one operator changed."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from grader.judge.explain.known_mistakes import mistake_files
from grader.model import Assignment

Files = tuple[tuple[str, bytes], ...]

OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult, ast.MatMult: ast.Mult,
    ast.FloorDiv: ast.Div,
}  # fmt: skip
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip


def mistakes_of(assignment: Assignment) -> list[tuple[str, Files]]:
    """Each known mistake put over the reference."""
    return [(name, tuple(files)) for name, files in mistake_files(assignment).items()]


def samples_of(assignment: Assignment) -> list[tuple[str, Files]]:
    """The samples whose functions answer, and answer wrongly. Those that wait for a limit say nothing about values."""
    folder = assignment.public.parents[1] / "solutions" / assignment.slug / "samples"
    kinds = ("wrong_answer", "run_time_error", "not_implemented")
    paths = [path for kind in kinds for path in sorted((folder / kind).glob("*.py"))]
    return [(f"{path.parent.name}/{path.stem}", ((assignment.files[0], path.read_bytes()),)) for path in paths]


def mutants_of(assignment: Assignment, most: int) -> list[tuple[str, Files]]:
    """The reference with one operator, comparison, constant, sign or neighbouring function changed."""
    folder = assignment.public.parents[1] / "solutions" / assignment.slug
    files = tuple((name, (folder / name).read_bytes()) for name in assignment.files)
    found = []
    for index, (file, source) in enumerate(files):
        for name, text in changed(source.decode()):
            mutated = (*files[:index], (file, text.encode()), *files[index + 1 :])
            found.append((f"{Path(file).stem} {name}", mutated))
    step = max(1, -(-len(found) // most))
    return found[::step]


def changed(source: str) -> Iterator[tuple[str, str]]:
    tree = ast.parse(source)
    for place, node in enumerate(ast.walk(tree)):
        for what, change in _changes(node):
            other = copy.deepcopy(tree)
            target = next(each for number, each in enumerate(ast.walk(other)) if number == place)
            change(target)
            yield f"line {getattr(node, 'lineno', 0)} {what}", ast.unparse(other)


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], object]]]:
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in OPERATORS:
        new = OPERATORS[type(node.op)]
        yield f"{type(node.op).__name__} to {new.__name__}", lambda each: setattr(each, "op", new())
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        other = COMPARISONS[type(node.ops[0])]
        yield f"{type(node.ops[0]).__name__} to {other.__name__}", lambda each: each.ops.__setitem__(0, other())
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        yield f"{node.value} to {node.value + 1}", lambda each: setattr(each, "value", each.value + 1)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign", lambda each: setattr(each, "op", ast.UAdd())
    neighbours = {"mean": "sum", "sum": "mean", "max": "min", "argmax": "argmin", "zeros": "ones", "log": "log10", "T": "real"}
    if isinstance(node, ast.Attribute) and node.attr in neighbours:
        yield f"{node.attr} to {neighbours[node.attr]}", lambda each: setattr(each, "attr", neighbours[each.attr])
