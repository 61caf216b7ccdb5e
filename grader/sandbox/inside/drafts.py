"""A small change as it is thought of, before it has a place in a file. Inside."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from grader.sandbox.inside.page import Span

# How far a repair is from what stands there: one sign of it, one word, something more, something that was not there at all; and
# what is tried only where a function is so short that there is room for it.
SIGN, WORD, LESS, MORE, NEW, FAR = 1, 2, 3, 4, 5, 6

SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.MatMult: "@", ast.Pow: "**", ast.Mod: "%",
    ast.BitAnd: "&", ast.BitOr: "|", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.And: "and", ast.Or: "or",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draft:
    """``kind``: what was most likely done. ``cost``: how far from what stands there. ``span``: what is replaced, by ``text``."""

    kind: str
    cost: int
    span: Span
    text: str
