"""What is missing where the text tells how it would look: a term with another name, an array before it is filled. Pure. Inside.

Whoever moves an entry up and down writes the same twice, with another name or another sign; one of the two is easily forgotten.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Mapping, Sequence

from grader.sandbox.inside.drafts import FAR, LESS, MORE, NEW, SIGN, WORD, Draft
from grader.sandbox.inside.page import Page
from grader.sandbox.inside.slipingredients import size_text
from grader.sandbox.inside.slipscope import Scope
from grader.sandbox.inside.sliptwins import renamed

TURNED: dict[type[ast.operator], str] = {ast.Add: "-=", ast.Sub: "+=", ast.Mult: "/=", ast.Div: "*="}
FUNCTIONS = ("np.exp", "np.log", "np.tanh", "np.sqrt", "np.abs", "np.max", "np.sum")
# Names that may stand for one, each with its own place in the text.
MAX_OTHERS = 3
MAX_NAMES = 4


def mirrored(node: ast.expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """``f(up) - f(down)`` where only ``f(down)`` stands: the same with a name that stands beside one of its own."""
    if isinstance(node, ast.BinOp | ast.UnaryOp | ast.Compare | ast.IfExp):
        return
    span, own, factor = page.span(node), page.inner(node), page.factor(node)
    parent = page.parent(node)
    around = ast.unparse(parent) if isinstance(parent, ast.BinOp) else own
    for name in _names_of(node):
        for other in _beside(name, scope):
            text = renamed(node, {name: other})
            if not scope.has(other, node.lineno) or text in around:
                continue
            cost = WORD if other in scope.unused else MORE
            for form in (f"{own} - {text}", f"{text} - {own}", f"{own} + {text}", f"{factor} * {text}"):
                yield Draft("term_missing", cost, span, form)


def mirrored_statement(node: ast.stmt, scope: Scope, page: Page) -> Iterator[Draft]:
    """After ``up[i] += eps`` the same for ``down``, with the other sign or without; and what is added to another sum."""
    if not isinstance(node, ast.AugAssign | ast.Assign) or not page.is_alone(node):
        return
    target = node.target if isinstance(node, ast.AugAssign) else node.targets[0]
    end = (*page.span(node)[2:], *page.span(node)[2:])
    for name in _names_of(target, stored=True)[:1]:
        for other in _beside(name, scope):
            cost = WORD if other in scope.unused else MORE
            for text in _turned(node, target, {name: other}) if scope.has(other, node.lineno) else ():
                yield Draft("twin", cost, end, f"\n{page.indent(node)}{text}")
        if isinstance(node, ast.AugAssign):
            inner = _names_of(node.value)
            for other in scope.idle_sums:
                near = (*scope.unused, *scope.measured)
                for each, new in (("", ""), *itertools.product(inner, dict.fromkeys((*near, *scope.indexed)))):
                    cost = MORE if not each or new in near else FAR
                    yield Draft("twin", cost, end, f"\n{page.indent(node)}{renamed(node, {each: new, name: other})}")


def _turned(node: ast.Assign | ast.AugAssign, target: ast.expr, names: Mapping[str, str]) -> Iterator[str]:
    yield renamed(node, names)
    if isinstance(node, ast.AugAssign) and type(node.op) in TURNED:
        yield f"{renamed(target, names)} {TURNED[type(node.op)]} {renamed(node.value, names)}"


def _names_of(node: ast.AST, *, stored: bool = False) -> list[str]:
    """The first names in it, but for those that are called."""
    called = {id(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)}
    names = [each for each in ast.walk(node) if isinstance(each, ast.Name) and id(each) not in called]
    return list(dict.fromkeys(each.id for each in names if stored or isinstance(each.ctx, ast.Load)))[:MAX_NAMES]


def _beside(name: str, scope: Scope) -> list[str]:
    """Names that stand beside it where they get their values, or among the parameters."""
    found = dict.fromkeys(scope.partners.get(name, ()))
    if name in scope.parameters:
        place = scope.parameters.index(name)
        found.update(dict.fromkeys((*scope.parameters[place + 1 : place + 2], *scope.parameters[max(0, place - 1) : place])))
    return [each for each in found if each != name and scope.are_alike(name, each)][:MAX_OTHERS]


def through_parameter(node: ast.expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """A parameter that nothing looks at may be a function."""
    for name in scope.parameters:
        if name in scope.unused and name not in scope.indexed:
            yield Draft("missing_call", WORD, page.span(node), f"{name}({page.inner(node)})")


def of_complement(node: ast.expr, page: Page) -> Iterator[Draft]:
    """``1 - z`` where ``z`` stands as a factor, and the square of what is added up or multiplied."""
    parent = page.parent(node)
    if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mult):
        yield Draft("nesting", LESS, page.span(node), f"1 - {page.factor(node)}")
    if isinstance(parent, ast.BinOp | ast.Call) and not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)):
        yield Draft("function", LESS, page.span(node), f"{page.atom(node)} ** 2")


def carried_on(node: ast.Assign, scope: Scope, page: Page) -> Iterator[Draft]:
    """In each round of a loop a product of matrices with that of the round before."""
    name = page.inner(node.targets[0])
    if name in scope.carried:
        factor = page.factor(node.value)
        for form in (f"{factor} @ {name}", f"{name} @ {factor}"):
            yield Draft("assigned_not_added", WORD, page.span(node.value), form)


def allocated(node: ast.Assign, scope: Scope, page: Page) -> Iterator[Draft]:
    """A shape, or a length, where the array of that shape is filled later, or multiplied with others."""
    target, is_size = node.targets[0], bool(size_text(node.value, page))
    is_filled = isinstance(target, ast.Name) and target.id in scope.filled and not isinstance(node.value, ast.Call | ast.List)
    if isinstance(target, ast.Name) and (is_size or is_filled):
        for form in ("np.zeros({})", "np.ones({})", *(("np.eye({})",) if is_size else ())):
            text = page.inner(node.value)
            tuple_text = f"({text})" if isinstance(node.value, ast.Tuple) and not text.startswith("(") else text
            yield Draft("missing_call", SIGN, page.span(node.value), form.format(tuple_text))


def counted_by_index(node: ast.For, page: Page) -> Iterator[Draft]:
    """``for index in x.shape``, for every index of an array of that shape."""
    if isinstance(node.iter, ast.Attribute) and node.iter.attr == "shape":
        yield Draft("missing_call", WORD, page.span(node.iter), f"np.ndindex({page.inner(node.iter)})")


def of_results(node: ast.Return, scope: Scope, page: Page) -> Iterator[Draft]:
    """One of several results that is another one of the function's values; first of all where one is returned twice."""
    parts: Sequence[ast.expr] = node.value.elts if isinstance(node.value, ast.Tuple) else ()
    texts = [page.inner(each) for each in parts]
    for part, text in zip(parts, texts, strict=True):
        for name in scope.names if texts.count(text) > 1 or not isinstance(part, ast.Name) else ():
            if name not in texts and scope.is_size(name) is not True:
                yield Draft("results", SIGN if texts.count(text) > 1 else LESS, page.span(part), name)


def of_kind(node: ast.Return, page: Page) -> Iterator[Draft]:
    """NumPy's truth value where Python's is meant."""
    if isinstance(node.value, ast.Compare):
        yield Draft("dtype", WORD, page.span(node.value), f"bool({page.inner(node.value)})")


def raised_text(node: ast.Raise | ast.Return, page: Page) -> Iterator[Draft]:
    """A text is no exception, and returned it is none either."""
    value = node.exc if isinstance(node, ast.Raise) else node.value
    if isinstance(value, ast.JoinedStr) or (isinstance(value, ast.Constant) and isinstance(value.value, str)):
        yield Draft("missing_call", WORD, page.span(node), f"raise ValueError({page.inner(value)})")


def uncalled(node: ast.Name, scope: Scope, page: Page) -> Iterator[Draft]:
    """A parameter that may be a function, handed on in the place of what it gives for another one."""
    if node.id in scope.parameters and node.id not in (*scope.indexed, *scope.numbers) and isinstance(page.parent(node), ast.Call):
        for other in scope.parameters:
            if other != node.id:
                yield Draft("missing_call", MORE, page.span(node), f"{node.id}({other})")


def indexed_by_call(node: ast.Call, scope: Scope, page: Page) -> Iterator[Draft]:
    """``table(x)`` for ``table[x]``."""
    if isinstance(node.func, ast.Name) and node.func.id in scope.names and node.args and not node.keywords:
        inner = page.text(page.joined(node.args[0], node.args[-1]))
        yield Draft("brackets", WORD, page.span(node), f"{node.func.id}[{inner}]")


def multiplied(node: ast.Constant, scope: Scope, page: Page) -> Iterator[Draft]:
    """``2 * eps`` where ``2`` stands: a number times a parameter that is a number."""
    if type(node.value) in (int, float) and isinstance(page.parent(node), ast.BinOp):
        for name in scope.numbers:
            yield Draft("factor", LESS, page.span(node), f"{page.inner(node)} * {name}")


def divided_twice(value: ast.expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """A difference not divided by the distance of what it is taken between."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Sub):
        for name in scope.numbers:
            yield Draft("not_divided", MORE, page.span(value), f"({page.inner(value)}) / (2 * {name})")


def turned_factor(value: ast.expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """A product with a matrix that nothing looks at, transposed."""
    for name in (*scope.unused, *scope.measured):
        if scope.is_size(name) is not True:
            yield Draft("term_missing", LESS, page.span(value), f"{page.factor(value)} @ {name}.T")
            yield Draft("term_missing", LESS, page.span(value), f"{name}.T @ {page.factor(value)}")


def with_piece(value: ast.expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """A factor that the function multiplies with elsewhere: ``dO[:, t - 1]``, ``W.T``."""
    own, factor, parent = page.inner(value), page.factor(value), page.parent(value)
    if isinstance(parent, ast.BinOp) and not isinstance(parent.op, ast.Add | ast.Sub):
        return
    for piece in scope.pieces:
        if piece != own:
            for form in (f"{piece} @ {factor}", f"{factor} @ {piece}", f"{factor} * {piece}"):
                yield Draft("term_missing", NEW, page.span(value), form)


def derived(value: ast.expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """The derivative of an activation left out: where a name is only handed on, or nothing looks at the values it is taken of."""
    parent = page.parent(value)
    if isinstance(parent, ast.BinOp) and not isinstance(parent.op, ast.MatMult):
        return
    is_copy = isinstance(value, ast.Name) and not isinstance(parent, ast.BinOp)
    pieces = [each.removesuffix(".T") for each in scope.pieces] if is_copy else []
    missing = [each for each in scope.missing if each.endswith("]")]
    for piece in dict.fromkeys((*missing, *pieces)):
        for form in (f"(1 - {piece} ** 2)", f"{piece} * (1 - {piece})", f"({piece} > 0)"):
            yield Draft("term_missing", LESS, page.span(value), f"{page.factor(value)} * {form}")


def anything_beside(node: ast.expr, scope: Scope, page: Page) -> Iterator[Draft]:
    """Any function around a part, any name beside it."""
    for call in FUNCTIONS:
        yield Draft("missing_call", FAR, page.span(node), f"{call}({page.inner(node)})")
    factor = page.factor(node)
    for name in scope.names:
        if scope.has(name, node.lineno):
            for form in (f"{factor} * {name}", f"{factor} / {name}", f"{factor} @ {name}", f"{name} @ {factor}"):
                yield Draft("term_missing", FAR, page.span(node), form)
            for form in (f"{page.inner(node)} + {name}", f"{page.inner(node)} - {name}", f"{name} - {factor}"):
                yield Draft("term_missing", FAR, page.span(node), form)


def stabilized(node: ast.Assign, page: Page) -> Iterator[Draft]:
    """A value under another name, from which the maximum is not subtracted."""
    if isinstance(node.value, ast.Name) and isinstance(node.targets[0], ast.Name):
        own = node.value.id
        for axis in ("", ", axis=-1, keepdims=True", ", axis=1, keepdims=True", ", axis=0, keepdims=True"):
            yield Draft("maximum", MORE, page.span(node.value), f"{own} - np.max({own}{axis})")
