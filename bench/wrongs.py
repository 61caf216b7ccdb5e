"""Wrong submissions to measure reports on: known mistakes, samples, and references with one operator changed."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from grader.judge.explain.known_mistakes import mistake_files, put_over
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


def strangers_of(assignment: Assignment) -> list[tuple[str, Files]]:
    """The functions of ``solutions/<slug>/strangers``, each put over the reference; no report knows them as mistakes."""
    folder = assignment.public.parents[1] / "solutions" / assignment.slug
    files = tuple((name, (folder / name).read_bytes()) for name in assignment.files)
    return [(path.stem, tuple(put_over(files, path.read_bytes()))) for path in sorted((folder / "strangers").glob("*.py"))]


def samples_of(assignment: Assignment) -> list[tuple[str, Files]]:
    """The samples whose functions answer, and answer wrongly. Those that wait for a limit say nothing about values."""
    folder = assignment.public.parents[1] / "solutions" / assignment.slug / "samples"
    kinds = ("wrong_answer", "run_time_error", "not_implemented")
    paths = [path for kind in kinds for path in sorted((folder / kind).glob("*.py"))]
    return [(f"{path.parent.name}/{path.stem}", ((assignment.files[0], path.read_bytes()),)) for path in paths]


def mutants_of(assignment: Assignment, most: int, start: int = 0) -> list[tuple[str, Files]]:
    """The reference with one thing changed that is easily got wrong; ``most`` of them, spread over its source.

    ``start``: the first of them; another one gives others.
    """
    folder = assignment.public.parents[1] / "solutions" / assignment.slug
    files = tuple((name, (folder / name).read_bytes()) for name in assignment.files)
    found = []
    for index, (file, source) in enumerate(files):
        for name, text in changed(source.decode()):
            mutated = (*files[:index], (file, text.encode()), *files[index + 1 :])
            found.append((f"{Path(file).stem} {name}", mutated))
    return found[start :: max(1, -(-len(found) // most))] if most else []


NEIGHBOURS = {
    "mean": "sum", "sum": "mean", "max": "min", "argmax": "argmin", "zeros": "ones", "log": "log10", "T": "real", "exp": "expm1",
    "tanh": "sin", "sqrt": "square", "square": "abs", "cumsum": "sort", "zeros_like": "ones_like", "maximum": "minimum",
    "copy": "ravel", "dot": "multiply", "prod": "sum", "abs": "square",
}  # fmt: skip


def changed(source: str) -> Iterator[tuple[str, str]]:
    tree = ast.parse(source)
    made = {ast.unparse(tree)}
    for place, node in enumerate(ast.walk(tree)):
        for what, change in _changes(node):
            other = copy.deepcopy(tree)
            target = next(each for number, each in enumerate(ast.walk(other)) if number == place)
            change(target)
            text = ast.unparse(ast.fix_missing_locations(other))
            if text not in made:
                made.add(text)
                yield f"line {getattr(node, 'lineno', 0)} {what}", text


def _changes(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], object]]]:
    yield from _of_operators(node)
    yield from _of_calls(node)
    yield from _of_places(node)
    yield from _of_statements(node)


def _of_operators(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], object]]]:
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in OPERATORS:
        new = OPERATORS[type(node.op)]
        yield f"{type(node.op).__name__} to {new.__name__}", lambda each: setattr(each, "op", new())
    if isinstance(node, ast.BinOp):
        # A term or factor left out, and one of the two doubled.
        for side in ("left", "right"):
            yield f"{type(node.op).__name__} without its {side}", partial(_keep_other, side=side)
        if isinstance(node.op, ast.Add | ast.Sub | ast.Mult):
            two = ast.Constant(2)
            yield (
                f"{type(node.op).__name__} doubled",
                lambda each: setattr(
                    each, "right", ast.BinOp(two, ast.Mult(), each.right) if not isinstance(each.right, ast.Constant) else two
                ),
            )
        if isinstance(node.op, ast.Sub | ast.MatMult | ast.Div):
            yield f"{type(node.op).__name__} turned round", _turn
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        other = COMPARISONS[type(node.ops[0])]
        yield f"{type(node.ops[0]).__name__} to {other.__name__}", lambda each: each.ops.__setitem__(0, other())
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign", lambda each: setattr(each, "op", ast.UAdd())


def _of_calls(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], object]]]:
    if isinstance(node, ast.Attribute) and node.attr in NEIGHBOURS:
        yield f"{node.attr} to {NEIGHBOURS[node.attr]}", lambda each: setattr(each, "attr", NEIGHBOURS[each.attr])
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        yield "call left out", lambda each: _become(each, each.args[0])
    if isinstance(node, ast.Call) and len(node.args) > 1 and not any(isinstance(each, ast.Starred) for each in node.args):
        yield "first two arguments changed round", lambda each: each.args.__setitem__(slice(0, 2), each.args[1::-1])
    if isinstance(node, ast.Call) and any(keyword.arg in ("axis", "keepdims") for keyword in node.keywords):
        yield (
            "without axis",
            lambda each: setattr(
                each, "keywords", [keyword for keyword in each.keywords if keyword.arg not in ("axis", "keepdims")]
            ),
        )


def _of_places(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], object]]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        yield f"{node.value} to {node.value + 1}", lambda each: setattr(each, "value", each.value + 1)
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool) and node.value > 0:
        yield f"{node.value} to {node.value - 1}", lambda each: setattr(each, "value", each.value - 1)
    if isinstance(node, ast.Slice):
        for end in ("lower", "upper"):
            if getattr(node, end) is not None:
                yield f"slice without {end}", partial(_set, name=end, value=None)


def _of_statements(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], object]]]:
    if isinstance(node, ast.AugAssign):
        yield "only the last", lambda each: _become(each, ast.Assign([each.target], each.value, lineno=each.lineno))
        yield "left out", lambda each: _become(each, ast.Pass())
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) > 1:
        yield "outputs swapped", lambda each: each.value.elts.__setitem__(slice(0, 2), each.value.elts[1::-1])
        yield "an output twice", lambda each: each.value.elts.__setitem__(1, each.value.elts[0])
    elif isinstance(node, ast.Return) and node.value is not None:
        for name in ("round", "negative", "float32", "square"):
            yield f"returns {name}", partial(_return_through, name=name)


def _set(node: ast.AST, name: str, value: object) -> None:
    setattr(node, name, value)


def _return_through(node: Any, name: str) -> None:
    node.value = _through(name, node.value)


def _keep_other(node: Any, side: str) -> None:
    _become(node, _other(node, side))


def _other(node: Any, side: str) -> ast.expr:
    return node.right if side == "left" else node.left  # type: ignore[no-any-return]  # both are expressions


def _turn(node: Any) -> None:
    node.left, node.right = node.right, node.left


def _become(node: Any, other: ast.AST) -> None:
    """In its place, since nothing here knows what holds it."""
    node.__class__ = other.__class__
    vars(node).update({name: getattr(other, name) for name in (*other._fields, "lineno", "col_offset") if hasattr(other, name)})


def _through(name: str, value: ast.expr) -> ast.expr:
    more = [ast.Constant(2)] if name == "round" else []
    return ast.Call(ast.Attribute(ast.Name("np", ast.Load()), name, ast.Load()), [value, *more], [])
