"""The kinds of mutants: what one change of a reference is called, in lists of survivors and where a known mistake is made of it.

Who adds one says in ``verify.writing.wrongs`` what a mistake of that kind is called, or that students do not make it.
"""

from __future__ import annotations

from typing import Literal

MutantKind = Literal[
    # in one expression: operators
    "argument left out", "argument order", "axis", "branch", "call left out", "comparison", "condition", "constant",
    "copy left out", "dtype", "index", "indices swapped", "keepdims", "negation left out", "neighbour", "operands swapped",
    "operator", "range bound", "range direction", "sign", "slice bound", "slice step", "term left out", "transpose",
    "transpose left out",
    # in one expression, of the shape that homework has: slips
    "end counted from behind", "place of a term", "power of the sum", "turned round",
    # in one statement: statements
    "assigned, not added", "loop left out", "result twice", "results swapped", "statement left out", "unpacked in another order",
    # of whole lines: blocks
    "argument ignored", "arguments exchanged", "one level in", "one level out",
    # a length that the suite has, written out: blocks, sizes
    "size",
]  # fmt: skip
