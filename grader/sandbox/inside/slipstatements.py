"""What one statement may have been meant as: added for assigned, a level in or out, another order, not at all. Pure. Inside."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from grader.sandbox.inside.drafts import LESS, SIGN, WORD, Draft
from grader.sandbox.inside.page import Page

AUGMENTED: dict[type[ast.operator], tuple[str, ...]] = {
    ast.Add: ("-=", "*="), ast.Sub: ("+=",), ast.Mult: ("/=", "+="), ast.Div: ("*=",), ast.MatMult: ("*=",), ast.Pow: ("*=",),
}  # fmt: skip
BLOCKS = (ast.For, ast.While, ast.If, ast.With)


def of_statement(node: ast.stmt, block: Sequence[ast.stmt], page: Page) -> Iterator[Draft]:
    """``block``: the statements that it stands among."""
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and not page.is_first(node.targets[0]):
        for sign in ("+=", "-=", "*="):
            yield Draft(
                "assigned_not_added", SIGN if sign == "+=" else WORD, page.between(node.targets[0], node.value), f" {sign} "
            )
    if isinstance(node, ast.AugAssign):
        gap = page.between(node.target, node.value)
        yield Draft("added_not_assigned", SIGN, gap, " = ")
        for sign in AUGMENTED.get(type(node.op), ()):
            yield Draft("operator", SIGN, gap, f" {sign} ")
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.Break | ast.Continue) and not _is_text(node):
        yield Draft("too_much", LESS, page.span(node), "pass")
    if isinstance(node, ast.If):
        yield Draft("condition", LESS, page.span(node.test), "True")
        yield Draft("condition", LESS, page.span(node.test), "False")
    yield from _moved(node, block, page)


def _moved(node: ast.stmt, block: Sequence[ast.stmt], page: Page) -> Iterator[Draft]:
    place = block.index(node)
    # Comments belong to no statement: only lines that are wholly the statements' own are moved.
    if not _stands_alone(node, page):
        return
    following = block[place + 1] if place + 1 < len(block) else None
    if following is not None and _stands_alone(following, page) and not isinstance(following, ast.Return):
        first = page.lines(node.lineno, _end(node))
        second = page.lines(following.lineno, _end(following))
        middle = page.lines(_end(node) + 1, following.lineno - 1)
        yield Draft("statement_order", WORD, page.rows(node.lineno, _end(following)), "\n".join((*second, *middle, *first)))
    parent = page.parent(node)
    indent = page.indent(node)
    if isinstance(parent, BLOCKS) and place == len(block) - 1 and len(block) > 1 and block is parent.body:
        outer = page.indent(parent)
        yield Draft("indented", WORD, page.rows(node.lineno, _end(node)), _indented(page, node, indent, outer))
    before = block[place - 1] if place else None
    if isinstance(before, BLOCKS) and not isinstance(node, ast.FunctionDef) and not getattr(before, "orelse", []):
        inner = page.indent(before.body[-1])
        if not inner.strip():
            yield Draft("not_indented", WORD, page.rows(node.lineno, _end(node)), _indented(page, node, indent, inner))


def _indented(page: Page, node: ast.stmt, own: str, other: str) -> str:
    return "\n".join(other + line.removeprefix(own) if line.strip() else line for line in page.lines(node.lineno, _end(node)))


def _stands_alone(node: ast.stmt, page: Page) -> bool:
    """Whether nothing else stands in its lines before it."""
    return not page.indent(node).strip()


def _end(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
