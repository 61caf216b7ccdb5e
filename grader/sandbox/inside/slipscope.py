"""What can be named in a function, and what is known of each name: what it counts, holds, or never is looked at. Pure. Inside."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.sandbox.inside.page import Page
from grader.sandbox.inside.slipingredients import (
    bounds_of,
    calls_around,
    carried_of,
    filled_of,
    idle_sums,
    lists_of,
    missing_of,
    numbers_of,
    only_filled,
    operands_of,
    pieces_of,
    products_of,
    size_text,
)
from grader.sandbox.inside.sliptwins import Partners, elsewhere_of, partners_of

MAX_NAMES = 14
MAX_SIZED = 4
SMOOTH = frozenset({"exp", "log", "tanh", "sqrt", "abs", "square", "sin", "cos"})
NEW_ARRAYS = frozenset({"zeros", "ones", "empty", "zeros_like", "ones_like", "empty_like", "pad", "tensordot", "eye", "outer"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What can be named in a function: its parameters, and what it gives a value. ``unused``: parameters that it never looks at.

    ``counters``: what loops count with. ``indexed``: names that are looked at by index, or by their shape, and so are arrays or
    lists. ``sizes``: how a size is written somewhere in it, as ``X.shape[0]``, and the names that hold one. ``since``: the line in
    which a name gets its first value, but for parameters and what is bound inside of an expression. ``missing``: what may be left
    out where a parameter is never looked at: a part of it, as parts of others are taken, or its difference from another such one.
    ``partners``: names that stand beside each; ``elsewhere``: what other functions give a name. ``filled``: of which parts get
    values; ``numbers``: parameters that seem to be numbers; ``pieces``: parts of arrays that are operands.
    """

    parameters: tuple[str, ...]
    names: tuple[str, ...]
    unused: tuple[str, ...]
    measured: tuple[str, ...]
    counters: tuple[str, ...]
    indexed: tuple[str, ...]
    sizes: tuple[str, ...]
    since: Mapping[str, int]
    missing: tuple[str, ...]
    calls: tuple[str, ...]
    near_calls: tuple[str, ...]
    around: tuple[str, ...]
    lists: tuple[str, ...]
    operands: tuple[str, ...]
    bounds: tuple[str, ...]
    products: tuple[str, ...]
    carried: tuple[str, ...]
    paddings: tuple[str, ...]
    attributes: tuple[str, ...]
    filled: tuple[str, ...]
    numbers: tuple[str, ...]
    pieces: tuple[str, ...]
    idle_sums: tuple[str, ...]
    partners: Partners
    elsewhere: Partners

    def has(self, name: str, line: int) -> bool:
        """Whether the name can have a value in that line: what gets its first one later has none, in the first round of a loop."""
        return self.since.get(name, 0) < line

    def is_size(self, name: str) -> bool | None:
        """None where nobody can tell."""
        return True if name in self.counters or name in self.sizes else False if name in self.indexed else None

    def are_alike(self, one: str, other: str) -> bool:
        """Whether one may stand for the other: no array for a number that counts."""
        return None in (self.is_size(one), self.is_size(other)) or self.is_size(one) is self.is_size(other)


def scope_of(function: ast.FunctionDef, page: Page) -> Scope:
    given = function.args
    parameters = tuple(each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs) if each.arg not in ("self", "cls"))
    stored, loaded, indexed, sizes = _seen(function, page, parameters)
    attributes, idle = _attributes(function, page)
    unused = (*(name for name in (*parameters, *stored) if name not in loaded and name != "_"), *idle)
    measured = tuple(_for_shape(function, page))
    near_calls = _calls(function, page)
    called = (f"{call}({name})" for name in unused[:MAX_SIZED] for call in near_calls)
    return Scope(
        parameters,
        tuple(dict.fromkeys((*parameters, *stored)))[:MAX_NAMES],
        unused,
        measured,
        tuple(dict.fromkeys(each.target.id for each in _loops(function) if isinstance(each.target, ast.Name))),
        tuple(indexed),
        tuple(each for each in sizes if each not in indexed),
        _since(function, parameters),
        (*missing_of(function, (*unused, *measured), page), *called),
        _calls(page.tree, page),
        near_calls,
        tuple(each for each in calls_around(function, page) if each not in near_calls)[:MAX_SIZED],
        lists_of(function),
        operands_of(function, page),
        bounds_of(function, page),
        products_of(unused, near_calls),
        carried_of(function),
        _paddings(function),
        attributes,
        filled_of(function),
        numbers_of(function, parameters, tuple(indexed)),
        pieces_of(function, page),
        idle_sums(function),
        partners_of(function),
        elsewhere_of(function, page),
    )


def _seen(function: ast.FunctionDef, page: Page, parameters: Sequence[str]) -> tuple[dict[str, None], ...]:
    """What is given a value, what is looked at, what by index or shape, and sizes: each in the order in which it comes."""
    stored: dict[str, None] = {}
    loaded: dict[str, None] = {}
    indexed: dict[str, None] = {}
    sizes: dict[str, None] = {}
    handed_on, only_stored = _handed_on(function), only_filled(function)
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and node not in only_stored and not (node in handed_on and node.id in parameters):
            (stored if isinstance(node.ctx, ast.Store) else loaded)[node.id] = None
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            indexed[node.value.id] = None
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in ("shape", "T"):
            indexed[node.value.id] = None
        if text := size_text(node, page):
            sizes[text] = None
        if isinstance(node, ast.Slice) or _is_call_of(node, ("range", "slice")):
            sizes.update(dict.fromkeys(_counted(node)))
        if isinstance(node, ast.Assign) and _is_new_array(node.value):
            indexed.update(dict.fromkeys(_plain_names(node.targets[0])))
        if isinstance(node, ast.Assign) and _is_of_shape(node.value):
            sizes.update(dict.fromkeys(each.id for each in ast.walk(node.targets[0]) if isinstance(each, ast.Name)))
    return stored, loaded, indexed, sizes


def _for_shape(function: ast.FunctionDef, page: Page) -> list[str]:
    """Names whose values nothing looks at: only their lengths."""
    loads = [node for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)]
    measured = {node.id for node in loads if _is_measured(node, page)}
    return sorted(measured - {node.id for node in loads if not _is_measured(node, page)})


def _is_measured(node: ast.Name, page: Page) -> bool:
    parent = page.parent(node)
    return (_is_call_of(parent, ("len",)) and getattr(parent, "func", None) is not node) or (
        isinstance(parent, ast.Attribute) and parent.attr in ("shape", "size", "ndim", "dtype")
    )


def _handed_on(function: ast.FunctionDef) -> set[ast.AST]:
    """Names that are only packed together, for another function: nothing is made of them here."""
    packed: list[ast.expr] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            packed += [each for each in node.value.elts if isinstance(each, ast.Tuple)]
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            packed.append(node.value)
    return {name for each in packed if isinstance(each, ast.Tuple) for name in each.elts}


def _attributes(function: ast.FunctionDef, page: Page) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the function's class keeps in ``self``, and what of it no method looks at."""
    owner = page.parent(function)
    if not isinstance(owner, ast.ClassDef) or function.name == "__init__":
        return (), ()
    own = [
        node
        for node in ast.walk(owner)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    ]
    kept = dict.fromkeys(f"self.{node.attr}" for node in own if isinstance(node.ctx, ast.Store))
    loaded = {f"self.{node.attr}" for node in own if isinstance(node.ctx, ast.Load)}
    return tuple(kept)[:MAX_NAMES], tuple(each for each in kept if each not in loaded)[:MAX_SIZED]


def _calls(tree: ast.AST, page: Page) -> tuple[str, ...]:
    """Functions of one number each: NumPy's that are called, and those of the file."""
    own = {each.name for each in page.tree.body if isinstance(each, ast.FunctionDef) and len(each.args.args) == 1}
    found: dict[str, None] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in own:
            found[node.name] = None
        if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if (name in SMOOTH and page.inner(node.func) == f"np.{name}") or (
                isinstance(node.func, ast.Name) and node.func.id in own
            ):
                found[page.inner(node.func)] = None
    found.pop(getattr(tree, "name", ""), None)
    return tuple(found)[:MAX_SIZED]


def _paddings(function: ast.FunctionDef) -> tuple[str, ...]:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call) and len(node.args) > 1]
    pads = [node.args[1] for node in calls if isinstance(node.func, ast.Attribute) and node.func.attr == "pad"]
    return tuple(dict.fromkeys(each.id for given in pads for each in ast.walk(given) if isinstance(each, ast.Name)))


def _counted(node: ast.AST) -> Iterator[str]:
    """Names that are added, subtracted and multiplied to a bound of a slice or of a loop, or are one."""
    waiting = [each for each in ast.iter_child_nodes(node) if each is not getattr(node, "func", None)]
    while waiting:
        each = waiting.pop()
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.BinOp | ast.UnaryOp):
            waiting += ast.iter_child_nodes(each)


def _plain_names(target: ast.expr) -> list[str]:
    return [each.id for each in (target.elts if isinstance(target, ast.Tuple) else [target]) if isinstance(each, ast.Name)]


def _is_call_of(node: ast.AST | None, names: Sequence[str]) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def _is_new_array(node: ast.expr) -> bool:
    made = node.elts if isinstance(node, ast.Tuple) else [node]
    return all(
        isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr in NEW_ARRAYS for each in made
    )


def _is_of_shape(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple):
        return any(_is_of_shape(each) for each in node.elts)
    if isinstance(node, ast.Subscript):
        node = node.value
    is_len = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len"
    return is_len or (isinstance(node, ast.Attribute) and node.attr in ("shape", "size"))


def _since(function: ast.FunctionDef, parameters: Sequence[str]) -> dict[str, int]:
    stored = [node for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    bound = [node for each in ast.walk(function) if isinstance(each, ast.comprehension) for node in ast.walk(each.target)]
    inner = {node.id for node in bound if isinstance(node, ast.Name)}
    lines: dict[str, int] = {}
    for node in stored:
        if node.id not in inner and node.id not in parameters:
            lines[node.id] = min(node.lineno, lines.get(node.id, node.lineno))
    return lines


def _loops(function: ast.FunctionDef) -> list[ast.For]:
    return [node for node in ast.walk(function) if isinstance(node, ast.For)]
