"""Where the statements of a file stand, if their text decides all that it does: another file with these is the same program.

Asked of a text that can remember nothing. Strict: a file gets no answer that could tell where its own text stands or lies, by a
line, a docstring or an address, or could read more of it than what is run. Inside, in a process that runs none of it.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from grader.sandbox.inside.blind import is_blind
from grader.sandbox.inside.statements import binds, is_main

# First and last line of each statement at top level.
Spans = list[list[int]]


def spans_of(source: bytes, tree: ast.Module) -> Spans | None:
    """None where other lines may matter too. ``tree``: of the file as it is."""
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError:
        return None
    # What Python takes for other characters, or for the end of a line, has to be what everybody takes for it.
    if "coding" in text.partition("\n")[0] or "coding" in text.partition("\n")[2].partition("\n")[0] or text.startswith("\ufeff"):
        return None
    try:
        bound = {name for node in ast.walk(tree) for name in binds(node)}
        if not all(is_main(statement) or is_blind(statement, bound) for statement in tree.body):
            return None
    except RecursionError:
        return None
    return [[_first(each), each.end_lineno or each.lineno] for each in tree.body]


def _first(statement: ast.stmt) -> int:
    decorators: Sequence[ast.expr] = getattr(statement, "decorator_list", ())
    return min([statement.lineno, *(each.lineno for each in decorators)])
