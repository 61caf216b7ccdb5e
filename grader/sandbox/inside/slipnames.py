"""Names that may have been meant: another one for this, one more beside it, a size for a number. Pure. Inside."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.sandbox.inside.page import Page
from grader.sandbox.inside.slips import LESS, MORE, NEW, SIGN, WORD, Draft

MAX_NAMES = 14
MAX_SIZED = 4
SMALL = 1 << 16


@dataclass(frozen=True, slots=True)
class Scope:
    """What can be named in a function: its parameters, and what it gives a value. ``unused``: parameters that it never looks at.

    ``counters``: what loops count with. ``indexed``: names that are looked at by index, or by their shape, and so are arrays or
    lists. ``sizes``: how a size is written somewhere in it, as ``X.shape[0]``, and the names that hold one. ``since``: the line in
    which a name gets its first value, but for parameters and what is bound inside of an expression. ``missing``: what may be left
    out where a parameter is never looked at: a part of it, as parts of others are taken, or its difference from another such one.
    """

    parameters: tuple[str, ...]
    names: tuple[str, ...]
    unused: tuple[str, ...]
    counters: tuple[str, ...]
    indexed: tuple[str, ...]
    sizes: tuple[str, ...]
    since: Mapping[str, int]
    missing: tuple[str, ...]

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
    stored: dict[str, None] = {}
    loaded: dict[str, None] = {}
    indexed: dict[str, None] = {}
    sizes: dict[str, None] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            (stored if isinstance(node.ctx, ast.Store) else loaded)[node.id] = None
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            indexed[node.value.id] = None
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in ("shape", "T"):
            indexed[node.value.id] = None
        if text := _size_text(node, page):
            sizes[text] = None
        if isinstance(node, ast.Assign) and _is_of_shape(node.value):
            sizes.update(dict.fromkeys(each.id for each in ast.walk(node.targets[0]) if isinstance(each, ast.Name)))
    names = tuple(dict.fromkeys((*parameters, *stored)))[:MAX_NAMES]
    unused = tuple(name for name in (*parameters, *stored) if name not in loaded and name != "_")
    counters = tuple(dict.fromkeys(each.target.id for each in _loops(function) if isinstance(each.target, ast.Name)))
    return Scope(
        parameters,
        names,
        unused,
        counters,
        tuple(indexed),
        tuple(sizes),
        _since(function, parameters),
        _missing(function, unused, page),
    )


def _missing(function: ast.FunctionDef, unused: Sequence[str], page: Page) -> tuple[str, ...]:
    parts = dict.fromkeys(
        page.text(page.after(node.value, node))
        for node in ast.walk(function)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)
    )
    given = [each.arg for each in function.args.args if each.arg in unused][:MAX_SIZED]
    differences = [f"({one} - {other})" for one, other in itertools.permutations(given, 2)]
    return (*(name + part for name in given for part in list(parts)[:MAX_SIZED]), *differences)


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


def of_name(node: ast.Name, scope: Scope, page: Page) -> Iterator[Draft]:
    """Another name of the same function in the place of one that is looked at."""
    if not isinstance(node.ctx, ast.Load) or node.id not in scope.names:
        return
    parent = page.parent(node)
    if isinstance(parent, ast.Call) and parent.func is node:
        return
    for other in scope.names:
        if other != node.id and scope.has(other, node.lineno):
            cost = SIGN if other in scope.unused else WORD if scope.are_alike(node.id, other) else NEW
            yield Draft("name", cost, page.span(node), other)


def of_number(node: ast.Constant, scope: Scope, page: Page) -> Iterator[Draft]:
    """A size in the place of a number that it is equal to now and then."""
    if type(node.value) is not int or not 0 <= node.value < SMALL:
        return
    if node.value < 2:
        # What is left of ``k - 1`` and of ``n + 1`` where the name is forgotten.
        for name in scope.counters:
            for text in (name, f"{name} - 1", f"{name} + 1"):
                yield Draft("index", LESS, page.span(node), text)
        for size in scope.sizes:
            yield Draft("size", LESS, page.span(node), f"{size} + 1" if node.value else size)
        return
    for size in sizes_of(scope):
        for text in (size, f"{size} + 1", f"{size} - 1"):
            yield Draft("size", WORD if text == size else LESS, page.span(node), text)


def sizes_of(scope: Scope) -> tuple[str, ...]:
    """Sizes that can be named: as the function writes them, then of its parameters."""
    arrays = [name for name in scope.parameters if name in scope.indexed] or list(scope.parameters)
    made = [f"{name}.shape[{axis}]" for axis in (0, 1, -1) for name in arrays[:MAX_SIZED]]
    return tuple(dict.fromkeys((*scope.sizes, *made, *(f"len({name})" for name in scope.parameters[:MAX_SIZED]))))


def sized(value: ast.expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """A whole value divided by a size, or multiplied with it; and what is divided already, by another one or not."""
    span, factor = page.span(value), page.factor(value)
    for size in sizes_of(scope):
        yield Draft("not_divided", MORE, span, f"{factor} / {size}")
    for size in sizes_of(scope)[:MAX_SIZED]:
        yield Draft("divided", NEW, span, f"{factor} * {size}")


def divided_by(node: ast.BinOp, scope: Scope, page: Page) -> Iterator[Draft]:
    if isinstance(node.op, ast.Div | ast.Mult):
        own = page.inner(node.right)
        for size in sizes_of(scope):
            if size != own:
                yield Draft("divided_by_another", WORD, page.span(node.right), size)


def with_term(value: ast.expr, names: Sequence[str], cost: int, page: Page) -> Iterator[Draft]:
    """One more name, or the like, beside a value: a term, a factor, a product of matrices."""
    span, text = page.span(value), page.inner(value)
    own = {each.id for each in ast.walk(value) if isinstance(each, ast.Name)}
    factor = page.factor(value)
    for name in names:
        if name in own and cost > MORE:
            continue
        yield Draft("term_missing", cost if cost == NEW else WORD, span, f"{factor} * {name}")
        yield Draft("term_missing", cost, span, f"{text} + {name}")
        yield Draft("term_missing", cost, span, f"{text} - {name}")
        yield Draft("term_missing", cost, span, f"{factor} / {name}")
        yield Draft("term_missing", cost, span, f"{factor} @ {name}")
        yield Draft("term_missing", cost, span, f"{name} @ {factor}")


def with_missing(value: ast.expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """A factor that a parameter is part of which nothing looks at."""
    span, factor = page.span(value), page.factor(value)
    for term in scope.missing:
        yield Draft("term_missing", LESS, span, f"{factor} * {term}")


def _size_text(node: ast.AST, page: Page) -> str:
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
        return page.inner(node) if isinstance(node.slice, ast.Constant) else ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len" and len(node.args) == 1:
        return page.inner(node)
    return ""


def _is_of_shape(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple):
        return any(_is_of_shape(each) for each in node.elts)
    if isinstance(node, ast.Subscript):
        node = node.value
    is_len = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len"
    return is_len or (isinstance(node, ast.Attribute) and node.attr in ("shape", "size"))
