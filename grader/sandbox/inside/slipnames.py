"""Names that may have been meant: another one for this, one more beside it, a size for a number. Pure. Inside."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.sandbox.inside.drafts import LESS, MORE, NEW, SIGN, WORD, Draft
from grader.sandbox.inside.page import Page
from grader.sandbox.inside.slipingredients import (
    bounds_of,
    calls_around,
    carried_of,
    divides,
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
SMALL = 1 << 16
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
    stored: dict[str, None] = {}
    loaded: dict[str, None] = {}
    handed_on, only_stored = _handed_on(function), only_filled(function)
    indexed: dict[str, None] = {}
    sizes: dict[str, None] = {}
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
    names = tuple(dict.fromkeys((*parameters, *stored)))[:MAX_NAMES]
    attributes, idle = _attributes(function, page)
    unused = (*(name for name in (*parameters, *stored) if name not in loaded and name != "_"), *idle)
    near_calls = _calls(function, page)
    measured = tuple(_for_shape(function, page))
    counters = tuple(dict.fromkeys(each.target.id for each in _loops(function) if isinstance(each.target, ast.Name)))
    return Scope(
        parameters,
        names,
        unused,
        measured,
        counters,
        tuple(indexed),
        tuple(each for each in sizes if each not in indexed),
        _since(function, parameters),
        (
            *missing_of(function, (*unused, *measured), page),
            *(f"{call}({name})" for name in unused[:MAX_SIZED] for call in near_calls),
        ),
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


def is_value(node: ast.expr, scope: Scope, page: Page) -> bool:
    """Whether something may be added to it: no module, function, index or size, nor what is only asked for its shape."""
    parent = page.parent(node)
    inner: ast.AST = node
    if isinstance(node, ast.Constant | ast.Slice | ast.Tuple) or isinstance(parent, ast.Attribute):
        return False
    if isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant):
        return False
    if isinstance(parent, ast.Subscript) and parent.value is node:
        return False
    if isinstance(node, ast.Name) and (node.id not in scope.names or scope.is_size(node.id) is True):
        return False
    if isinstance(node, ast.Name | ast.Attribute) and isinstance(parent, ast.Call) and parent.func is node:
        return False
    while isinstance(parent, ast.BinOp | ast.UnaryOp | ast.Slice | ast.Tuple):
        inner, parent = parent, page.parent(parent)
    return not (isinstance(parent, ast.Subscript) and parent.slice is inner) and isinstance(
        getattr(node, "ctx", ast.Load()), ast.Load
    )


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


def of_attribute(node: ast.Attribute, scope: Scope, page: Page) -> Iterator[Draft]:
    """Another one of the same object."""
    if isinstance(node.ctx, ast.Load) and page.inner(node) in scope.attributes:
        for other in scope.attributes:
            if other != page.inner(node):
                yield Draft("name", SIGN if other in scope.unused else WORD, page.span(node), other)


def of_number(node: ast.Constant, scope: Scope, page: Page) -> Iterator[Draft]:
    """A size in the place of a number that it is equal to now and then."""
    if type(node.value) in (int, float):
        for name in [each for each in scope.unused if each in scope.parameters][:MAX_SIZED]:
            yield Draft("constant", SIGN, page.span(node), name)
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
    whole = [f"{name}.size" for name in arrays[:2]]
    return tuple(dict.fromkeys((*scope.sizes, *made, *whole, *(f"len({name})" for name in scope.parameters[:MAX_SIZED]))))


def sized(value: ast.expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """A value divided by a size, or multiplied with it."""
    span, factor = page.span(value), page.factor(value)
    for size in sizes_of(scope):
        yield Draft("not_divided", MORE, span, f"{factor} / {size}")
        yield Draft("not_divided", NEW, span, f"{factor} / np.sqrt({size})")
    statement = page.statement(value)
    for size in sizes_of(scope)[:MAX_SIZED] if statement is not None and divides(statement) else ():
        yield Draft("divided", NEW, span, f"{factor} * {size}")


def divided_by(node: ast.BinOp, scope: Scope, page: Page) -> Iterator[Draft]:
    if isinstance(node.op, ast.Div | ast.Mult):
        own = page.inner(node.right)
        if own in scope.sizes:
            yield Draft(
                "divided" if isinstance(node.op, ast.Div) else "divided_by_another", WORD, page.span(node), page.inner(node.left)
            )
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
        yield Draft("term_missing", WORD if cost < NEW and _is_sum(value, page) else cost, span, f"{text} + {name}")
        yield Draft("term_missing", cost, span, f"{text} - {name}")
        yield Draft("term_missing", cost, span, f"{factor} / {name}")
        yield Draft("term_missing", cost, span, f"{factor} @ {name}")
        yield Draft("term_missing", cost, span, f"{name} @ {factor}")
        if cost < NEW:
            yield Draft("term_missing", cost, span, f"{factor} // {name}")
            yield Draft("epsilon", cost, span, f"np.maximum({text}, {name})")


def _is_sum(value: ast.expr, page: Page) -> bool:
    """Whether a term may well be missing there: something is added up or multiplied, or it is all there is."""
    adds = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub | ast.MatMult)
    return adds or isinstance(page.parent(value), ast.stmt)


def with_missing(value: ast.expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """A factor that a parameter is part of which nothing looks at."""
    span, factor = page.span(value), page.factor(value)
    parent = page.parent(value)
    is_term = isinstance(value, ast.Name) and isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Add | ast.Sub)
    for term in scope.products:
        yield Draft("term_missing", WORD, span, f"{page.inner(value)} + {term}")
    for term in scope.missing:
        yield Draft("term_missing", WORD if is_term else LESS, span, f"{factor} * {term}")
        if term.endswith(")"):
            yield Draft("term_missing", LESS, span, f"{page.inner(value)} + {term}")


def _is_of_shape(node: ast.expr) -> bool:
    if isinstance(node, ast.Tuple):
        return any(_is_of_shape(each) for each in node.elts)
    if isinstance(node, ast.Subscript):
        node = node.value
    is_len = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len"
    return is_len or (isinstance(node, ast.Attribute) and node.attr in ("shape", "size"))
