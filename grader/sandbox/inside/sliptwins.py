"""Parts that do the same for another axis or another name, of which one has what the other lacks. Pure; nothing is run. Inside.

``slice(i * s, i * s + h), slice(j, j * s + w)``: whoever writes a thing twice forgets something in one of the two.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.sandbox.inside.drafts import MORE, WORD, Draft
from grader.sandbox.inside.page import Page

# Names that may stand for one in the other part, where the rest does not tell which.
MAX_PARTNERS = 3
# Of two parts that differ at more places nobody can tell what is missing in which.
MAX_DIFFERENCES = 2
# As large as a piece is looked at.
MAX_NODES = 60

Partners = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class Aligned:
    """Two parts side by side: which names stand for which, and where they are built otherwise."""

    names: dict[str, str] = field(default_factory=dict)
    differences: list[tuple[ast.expr, ast.expr]] = field(default_factory=list)


def partners_of(function: ast.FunctionDef) -> dict[str, tuple[str, ...]]:
    """Names that are unpacked, counted or stored side by side: those of one axis and of the next one."""
    found: dict[str, dict[str, None]] = {}
    for node in ast.walk(function):
        inner = node.elts if isinstance(node, ast.Tuple) else []
        names = [each.id for each in inner if isinstance(each, ast.Name) and each.id != "_"]
        for one, other in itertools.pairwise(names):
            found.setdefault(one, {})[other] = None
            found.setdefault(other, {})[one] = None
    return {name: tuple(some)[:MAX_PARTNERS] for name, some in found.items()}


def of_parts(node: ast.expr, partners: Partners, page: Page) -> Iterator[Draft]:
    """Of the parts of a tuple, of indices, and of arguments, any two that stand beside each other."""
    parts: Sequence[ast.expr] = node.elts if isinstance(node, ast.Tuple) else node.args if isinstance(node, ast.Call) else ()
    for one, other in itertools.pairwise(parts):
        yield from _both(one, other, partners, page)


def of_neighbours(node: ast.stmt, block: Sequence[ast.stmt], partners: Partners, page: Page) -> Iterator[Draft]:
    """Of a statement and those before and after it, as far as they give something a value in the same way."""
    place = block.index(node)
    value = _value(node)
    for other in (*block[max(0, place - 1) : place], *block[place + 1 : place + 2]):
        given = _value(other)
        if value is not None and given is not None and type(other) is type(node):
            yield from _lacking(value, given, _targets(node, other), partners, page)


def elsewhere_of(function: ast.FunctionDef, page: Page) -> dict[str, tuple[str, ...]]:
    """What the other functions of the file give a value to, and which, as far as this one has all of their names, too."""
    own = _own_names(function)
    found: dict[str, dict[str, None]] = {}
    for other in ast.walk(page.tree):
        if not isinstance(other, ast.FunctionDef) or other is function:
            continue
        lacking = _own_names(other) - own
        for node in ast.walk(other):
            if isinstance(node, ast.Assign) and not lacking & set(_names(node.value, None)):
                found.setdefault(page.inner(node.targets[0]), {})[page.inner(node.value)] = None
    return {target: tuple(values)[:MAX_PARTNERS] for target, values in found.items()}


def _own_names(function: ast.FunctionDef) -> set[str]:
    stored = {each.id for each in ast.walk(function) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
    return stored | {each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)}


def of_namesakes(node: ast.stmt, elsewhere: Partners, page: Page) -> Iterator[Draft]:
    """What has the same name in another function of the file gets its value in another way there."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        for text in elsewhere.get(page.inner(node.targets[0]), ()):
            yield Draft("twin", MORE, page.span(node.value), text)


def _value(node: ast.stmt) -> ast.expr | None:
    return node.value if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr) else None


def _targets(node: ast.stmt, other: ast.stmt) -> Aligned:
    """What the two give values to tells which names stand for which."""
    found = Aligned()
    for one, two in zip(_stored(node), _stored(other), strict=False):
        _align(one, two, found)
    return Aligned(found.names)


def _stored(node: ast.stmt) -> list[ast.expr]:
    return node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AugAssign) else []


def _both(one: ast.expr, other: ast.expr, partners: Partners, page: Page) -> Iterator[Draft]:
    yield from _lacking(one, other, Aligned(), partners, page)
    yield from _lacking(other, one, Aligned(), partners, page)


def _lacking(one: ast.expr, other: ast.expr, known: Aligned, partners: Partners, page: Page) -> Iterator[Draft]:
    """What one may lack that the other has."""
    if _size(one) > MAX_NODES or _size(other) > MAX_NODES:
        return
    aligned = Aligned(dict(known.names))
    _align(one, other, aligned)
    differences = aligned.differences
    if len(differences) > MAX_DIFFERENCES or (differences == [(one, other)] and not _surrounded(other, one, {})):
        return  # nothing of the two is alike, nor does one stand in what the other is
    for mine, theirs in differences:
        for text in _texts(mine, theirs, aligned.names, partners):
            yield Draft("twin", WORD, page.span(mine), text)


def _align(one: ast.expr, other: ast.expr, found: Aligned) -> None:
    if isinstance(one, ast.Name) and isinstance(other, ast.Name):
        if found.names.setdefault(other.id, one.id) != one.id:
            found.differences.append((one, other))
        return
    if isinstance(one, ast.Constant) and isinstance(other, ast.Constant):
        return
    inner, theirs = _pieces(one), _pieces(other)
    if _form(one) != _form(other) or len(inner) != len(theirs):
        found.differences.append((one, other))
        return
    for mine, their in zip(inner, theirs, strict=True):
        _align(mine, their, found)


def _pieces(node: ast.expr) -> list[ast.expr]:
    """The expressions that it is made of, in their order."""
    found = list[ast.expr]()
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.expr):
            found.append(each)
        elif isinstance(each, ast.keyword):
            found.append(each.value)
    return found


def _form(node: ast.expr) -> tuple[object, ...]:
    """What has to be equal in both: the sort of node, its operator, which parts it has."""
    signs = [type(each) for each in ast.iter_child_nodes(node) if isinstance(each, ast.operator | ast.unaryop | ast.cmpop)]
    if isinstance(node, ast.Slice):
        return type(node), node.lower is None, node.upper is None, node.step is None
    if isinstance(node, ast.Attribute):
        return type(node), node.attr
    if isinstance(node, ast.Call):
        return type(node), tuple(each.arg for each in node.keywords)
    return (type(node), *signs)


def _texts(mine: ast.expr, theirs: ast.expr, names: Mapping[str, str], partners: Partners) -> Iterator[str]:
    """Theirs with my names in it, and with what I have in the place of what is the same."""
    for inner in (*_surrounded(theirs, mine, names), None):
        unknown = [each for each in _names(theirs, inner) if each not in names and each in partners]
        for some in itertools.islice(itertools.product(*(partners[each] for each in unknown)), MAX_PARTNERS):
            yield from _written(theirs, {**names, **dict(zip(unknown, some, strict=True))}, inner, mine)
        if unknown:
            yield from _written(theirs, names, inner, mine)


def _surrounded(outer: ast.expr, inner: ast.expr, names: Mapping[str, str]) -> list[ast.expr]:
    """The operands or arguments that may stand for the other part, where there is something around it."""
    pieces = _pieces(outer) if isinstance(outer, ast.BinOp | ast.UnaryOp) else outer.args if isinstance(outer, ast.Call) else []
    found = []
    for each in pieces:
        aligned = Aligned(dict(names))
        _align(inner, each, aligned)
        found += [each] if not aligned.differences else []
    return found


def _names(node: ast.expr, without: ast.expr | None) -> list[str]:
    left = set() if without is None else set(ast.walk(without))
    return list(dict.fromkeys(each.id for each in ast.walk(node) if isinstance(each, ast.Name) and each not in left))


def _written(node: ast.expr, names: Mapping[str, str], inner: ast.expr | None, mine: ast.expr) -> Iterator[str]:
    """The node with other names, and with the axes next to its own. ``inner``: the piece of it in whose place ``mine`` stands."""
    for axes in (0, 1, -1):
        text = ast.unparse(_copied(node, names, {inner: mine} if inner is not None else {}, axes))
        if axes == 0:
            first = text
        if axes == 0 or text != first:
            yield text


def renamed(node: ast.expr | ast.stmt, names: Mapping[str, str]) -> str:
    """Its text with other names."""
    return ast.unparse(ast.fix_missing_locations(_copied(node, names, {}, 0)))


def _copied(node: ast.AST, names: Mapping[str, str], instead: Mapping[ast.AST, ast.AST], axes: int) -> ast.AST:
    if node in instead:
        return instead[node]
    if isinstance(node, ast.Name):
        return ast.Name(names.get(node.id, node.id), node.ctx)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and type(node.slice.value) is int:
        owner = _copied(node.value, names, instead, axes)
        return ast.Subscript(owner, ast.Constant(node.slice.value + axes), node.ctx)  # type: ignore[arg-type]  # of an expression

    def piece(value: object) -> object:
        if isinstance(value, list):
            return [piece(each) for each in value]
        return _copied(value, names, instead, axes) if isinstance(value, ast.AST) else value

    return type(node)(**{name: piece(value) for name, value in ast.iter_fields(node)})


def _size(node: ast.AST) -> int:
    return sum(1 for _ in ast.walk(node))
