"""What may be changed at one place of a function: of each node the drafts of all slips that it may show. Inside."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.sandbox.inside.drafts import MORE, NEW, WORD, Draft
from grader.sandbox.inside.page import Page
from grader.sandbox.inside.slipmissing import (
    allocated,
    carried_on,
    counted_by_index,
    derived,
    divided_twice,
    indexed_by_call,
    mirrored,
    mirrored_statement,
    multiplied,
    of_complement,
    of_kind,
    of_results,
    raised_text,
    stabilized,
    through_parameter,
    turned_factor,
    uncalled,
    with_piece,
)
from grader.sandbox.inside.slipnames import (
    divided_by,
    is_value,
    of_attribute,
    of_name,
    of_number,
    sized,
    with_missing,
    with_term,
)
from grader.sandbox.inside.slipregions import of_subscript, padded, scaled_once, turned_round, unpadded
from grader.sandbox.inside.slips import around, of_expression
from grader.sandbox.inside.slipscope import Scope
from grader.sandbox.inside.slipstatements import of_statement
from grader.sandbox.inside.slipsteps import (
    brackets,
    collected,
    counted,
    first_values,
    in_place,
    lacking_call,
    of_call,
    with_call,
    with_operand,
    wrapped,
)
from grader.sandbox.inside.sliptwins import of_namesakes, of_neighbours, of_parts


def drafts_at(node: ast.expr | ast.stmt, scope: Scope, page: Page) -> Iterator[Draft]:
    """Those of the node itself, not of what it is made of."""
    if isinstance(node, ast.stmt):
        yield from _of_statement(node, scope, page)
        return
    if isinstance(node, ast.BinOp):
        yield from divided_by(node, scope, page)
        yield from brackets(node, page)
    yield from of_expression(node, page)
    yield from of_parts(node, scope.partners, page)
    if isinstance(node, ast.Name):
        yield from of_name(node, scope, page)
        yield from turned_round(node, scope, page)
        yield from scaled_once(node, scope, page)
        yield from uncalled(node, scope, page)
    if isinstance(node, ast.Attribute):
        yield from of_attribute(node, scope, page)
    if isinstance(node, ast.Subscript):
        yield from of_subscript(node, scope, page)
    if isinstance(node, ast.Call):
        yield from of_call(node, scope, page)
        yield from indexed_by_call(node, scope, page)
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("sum", "mean", "dot", "norm"):
            yield from sized(node, scope, page)
    if isinstance(node, ast.Constant):
        yield from of_number(node, scope, page)
        yield from multiplied(node, scope, page)
    if is_value(node, scope, page):
        yield from wrapped(node, scope, page)
        yield from lacking_call(node, scope, page)
        yield from with_operand(node, scope, page)
        yield from with_term(node, (*scope.unused, *scope.measured, *scope.carried), MORE, page)
        yield from with_missing(node, scope, page)
        yield from mirrored(node, scope, page)
        yield from through_parameter(node, scope, page)
        yield from turned_factor(node, scope, page)
        yield from of_complement(node, page)
        if isinstance(page.parent(node), ast.BinOp):
            yield from with_piece(node, scope, page)
            yield from derived(node, scope, page)


def _of_statement(node: ast.stmt, scope: Scope, page: Page) -> Iterator[Draft]:
    for block in _blocks(page.parent(node)):
        if node in block:
            yield from of_statement(node, block, page)
            yield from of_neighbours(node, block, scope.partners, page)
    yield from of_namesakes(node, scope.elsewhere, page)
    if isinstance(node, ast.Expr):
        yield from collected(node, scope, page)
    if isinstance(node, ast.For):
        yield from counted(node, page)
        yield from counted_by_index(node, page)
    if isinstance(node, ast.Raise | ast.Return):
        yield from raised_text(node, page)
    if isinstance(node, ast.Return):
        yield from of_results(node, scope, page)
        yield from of_kind(node, page)
    yield from mirrored_statement(node, scope, page)
    if isinstance(node, ast.Assign):
        yield from allocated(node, scope, page)
        yield from carried_on(node, scope, page)
        yield from stabilized(node, page)
    if isinstance(node, ast.AugAssign):
        yield from in_place(node, page)
    if isinstance(node, ast.Assign) and page.is_alone(node):
        end = (*page.span(node)[2:], *page.span(node)[2:])
        for text in first_values(node, [each for each in scope.unused if each in scope.parameters]):
            yield Draft("term_missing", WORD, end, f"\n{page.indent(node)}{text}")
    value = getattr(node, "value", None)
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Return) and isinstance(value, ast.expr):
        for part in _parts(value):
            yield from around(part, page)
            yield from sized(part, scope, page)
            yield from with_term(part, [each for each in scope.names if each not in scope.unused], NEW, page)
            yield from with_missing(part, scope, page)
            yield from with_call(part, node, scope, page)
            yield from with_piece(part, scope, page)
            yield from derived(part, scope, page)
            yield from divided_twice(part, scope, page)
            yield from padded(part, scope, page)
            yield from unpadded(part, scope, page) if isinstance(node, ast.Return) else ()


def _parts(value: ast.expr) -> Iterator[ast.expr]:
    """But for texts, with which nobody calculates."""
    if isinstance(value, ast.Tuple):
        for each in value.elts:
            yield from _parts(each)
    elif not isinstance(value, ast.JoinedStr) and not (isinstance(value, ast.Constant) and isinstance(value.value, str)):
        yield value


def _blocks(parent: ast.AST | None) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(parent, name, None)
        if isinstance(block, list):
            yield block
