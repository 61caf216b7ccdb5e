"""Where the statements of a file stand, if their text decides all that it does: another file with these is the same program.

Asked of a text that can remember nothing, and so is blind: it sees nowhere where its own text stands or lies. Inside, in a process
that runs none of it.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

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
    return [[_first(each), each.end_lineno or each.lineno] for each in tree.body]


def _first(statement: ast.stmt) -> int:
    decorators: Sequence[ast.expr] = getattr(statement, "decorator_list", ())
    return min([statement.lineno, *(each.lineno for each in decorators)])
