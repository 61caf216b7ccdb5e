"""What a function is made of, and may lack somewhere: its operands, operators, calls, bounds of slices and lists. Pure. Inside."""

from __future__ import annotations

import ast
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

from grader.sandbox.inside.drafts import SIGNS
from grader.sandbox.inside.page import Page

MAX_OPERANDS = 8
MAX_BOUNDS = 6
MAX_LISTS = 3
MAX_PIECES = 6
MAX_GIVEN = 4
MAX_PARTS = 5
_NO_STEPS = frozenset({"len", "range", "print", "super"})


def calls_around(function: ast.FunctionDef, page: Page) -> list[str]:
    """Whatever it calls with one thing alone."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords]
    plain = [each.func for each in calls if isinstance(each.func, ast.Name) and each.func.id not in _NO_STEPS]
    of_numpy = [each.func for each in calls if isinstance(each.func, ast.Attribute) and _is_numpy(each.func.value)]
    return list(dict.fromkeys(page.inner(each) for each in (*plain, *of_numpy)))


def _is_numpy(node: ast.expr) -> bool:
    """The module, or one of its own."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in ("np", "numpy")


def lists_of(function: ast.FunctionDef) -> tuple[str, ...]:
    """Names that begin as a list."""
    found: dict[str, None] = {}
    for node in (node for node in ast.walk(function) if isinstance(node, ast.Assign)):
        target, value = node.targets[0], node.value
        several = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts)
        both = zip(target.elts, value.elts, strict=True) if several else [(target, value)]  # type: ignore[attr-defined]  # both are tuples
        for name, given in both:
            if isinstance(name, ast.Name) and isinstance(given, ast.List):
                found[name.id] = None
    return tuple(found)[:MAX_LISTS]


def operands_of(function: ast.FunctionDef, page: Page) -> tuple[str, ...]:
    """Names, and attributes of them, that are operands somewhere, those first that are it most often."""
    found = Counter[str]()
    for node in (node for node in ast.walk(function) if isinstance(node, ast.BinOp)):
        for side in (node.left, node.right):
            if isinstance(side, ast.Name) or (isinstance(side, ast.Attribute) and isinstance(side.value, ast.Name)):
                found[page.inner(side)] += 1
    return tuple(name for name, _ in found.most_common(MAX_OPERANDS))


def signs_of(some: ast.stmt) -> tuple[str, ...]:
    """The arithmetic that a function or a statement does."""
    used = {type(node.op) for node in ast.walk(some) if isinstance(node, ast.BinOp | ast.AugAssign)}
    return tuple(SIGNS[sign] for sign in (ast.Mult, ast.Add, ast.Sub, ast.MatMult, ast.Div) if sign in used)


def bounds_of(function: ast.FunctionDef, page: Page) -> tuple[str, ...]:
    """Where its slices begin and end."""
    slices = [node for node in ast.walk(function) if isinstance(node, ast.Slice)]
    bounds = [bound for each in slices for bound in (each.lower, each.upper) if bound is not None]
    return tuple(dict.fromkeys(page.inner(each) for each in bounds if not isinstance(each, ast.Constant)))[:MAX_BOUNDS]


def size_text(node: ast.AST, page: Page) -> str:
    """How a size is written, where the node is one."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
        return page.inner(node) if isinstance(node.slice, ast.Constant) else ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len" and len(node.args) == 1:
        return page.inner(node)
    if isinstance(node, ast.Attribute) and node.attr == "size":
        return page.inner(node)
    return ""


def divides(some: ast.stmt) -> bool:
    """Whether it divides by something, or takes a mean."""
    signs = [node.op for node in ast.walk(some) if isinstance(node, ast.BinOp | ast.AugAssign)]
    means = [node for node in ast.walk(some) if isinstance(node, ast.Attribute) and node.attr in ("mean", "average", "nanmean")]
    return bool(means) or any(isinstance(each, ast.Div) for each in signs)


def products_of(unused: Sequence[str], calls: Sequence[str]) -> tuple[str, ...]:
    """Two things that nothing looks at, multiplied, as they are or each through a function that the others go through."""
    found = list[str]()
    for one, other in itertools.combinations(unused[:MAX_LISTS], 2):
        found += [f"{one} @ {other}", f"{other} @ {one}", f"{one} * {other}"]
        found += [f"{first}({one}) * {second}({other})" for first, second in itertools.product(calls[:2], repeat=2)]
    return tuple(found)


def carried_of(function: ast.FunctionDef) -> tuple[str, ...]:
    """Names that have a value before a loop and get another one in each round, of which the next round looks at neither."""
    found: dict[str, None] = {}
    for loop in (node for node in ast.walk(function) if isinstance(node, ast.For)):
        inner = [node for each in loop.body for node in ast.walk(each)]
        loaded = [node for node in inner if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
        first = {
            each.id
            for each in ast.walk(function)
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store) and each.lineno < loop.lineno
        }
        for each in (node for node in inner if isinstance(node, ast.Assign)):
            names = list(_stored_names(each))
            before = {node.id for node in loaded if node.lineno <= (each.end_lineno or each.lineno)}
            found.update(dict.fromkeys(name for name in names if name in first and name not in before))
    return tuple(found)[:MAX_LISTS]


def _stored_names(some: ast.AST) -> Iterator[str]:
    for node in ast.walk(some):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def filled_of(function: ast.FunctionDef) -> tuple[str, ...]:
    """Names of which an entry or a part gets a value."""
    stored = [node for node in ast.walk(function) if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)]
    return tuple(dict.fromkeys(each.value.id for each in stored if isinstance(each.value, ast.Name)))


def only_filled(function: ast.FunctionDef) -> set[ast.AST]:
    """Names where a part of them gets a value: nothing is made of them there."""
    stored = [node for node in ast.walk(function) if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)]
    return {each.value for each in stored if isinstance(each.value, ast.Name)}


def numbers_of(function: ast.FunctionDef, parameters: Sequence[str], arrays: Sequence[str]) -> tuple[str, ...]:
    """Parameters that are calculated with, and of which nothing says that they are more than a number."""
    more, used = set(arrays), set[str]()
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            more.add(node.func.id)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            more.update(each.id for each in (node.left, node.right) if isinstance(each, ast.Name))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            more.add(node.value.id)
        if isinstance(node, ast.BinOp | ast.AugAssign | ast.Compare):
            used.update(each.id for each in ast.iter_child_nodes(node) if isinstance(each, ast.Name))
    return tuple(name for name in parameters if name in used and name not in more)[:MAX_LISTS]


def pieces_of(function: ast.FunctionDef, page: Page) -> tuple[str, ...]:
    """Parts of arrays, and transposed ones, that are operands somewhere, those first that are it most often."""
    found = Counter[str]()
    for node in (node for node in ast.walk(function) if isinstance(node, ast.BinOp)):
        for side in (node.left, node.right):
            if isinstance(side, ast.Subscript) or (isinstance(side, ast.Attribute) and side.attr == "T"):
                found[page.inner(side)] += 1
    return tuple(name for name, _ in found.most_common(MAX_PIECES))


def idle_sums(function: ast.FunctionDef) -> tuple[str, ...]:
    """Names that begin as an array of zeros and never get anything else."""
    stored = Counter(_stored_names(function))
    filled = filled_of(function)
    new = [node for node in ast.walk(function) if isinstance(node, ast.Assign)]
    zeros = [each.targets[0] for each in new if _is_zeros(each.value)]
    names = [each.id for each in zeros if isinstance(each, ast.Name)]
    return tuple(each for each in names if stored[each] == 1 and each not in filled)[:MAX_LISTS]


def _is_zeros(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return node.value == 0
    name = node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""
    return name in ("zeros", "zeros_like")


def missing_of(function: ast.FunctionDef, unused: Sequence[str], page: Page) -> tuple[str, ...]:
    """Parts of parameters that nothing looks at, taken as parts of others are or in each round of a loop; differences of two."""
    parts = dict.fromkeys(
        page.text(page.after(node.value, node))
        for node in ast.walk(function)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)
    )
    parts.update(
        dict.fromkeys(
            f"[{each.target.id}]" for each in ast.walk(function) if isinstance(each, ast.For) and isinstance(each.target, ast.Name)
        )
    )
    given = [each.arg for each in function.args.args if each.arg in unused][:MAX_GIVEN]
    differences = [f"({one} - {other})" for one, other in itertools.permutations(given, 2)]
    return (*(name + part for name in given for part in list(parts)[:MAX_PARTS]), *differences)
