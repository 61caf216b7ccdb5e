"""What a submission's text tells when something of it failed. Inside, in a process that runs none of it, and so is believed."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from grader.sandbox.inside.likeness import Spans, spans_of
from grader.sandbox.inside.looking import NOTEBOOK, cells_of, pieces_of
from grader.sandbox.inside.stateless import is_stateless
from grader.sandbox.inside.unfilled import unfilled_of

Files = Sequence[tuple[str, bytes]]


def survey_of(files: Files, stub: Files) -> list[Any]:
    """``[names of what nobody has written yet, whether no call can leave anything to the next one, lines of its statements]``.

    The lines, file by file, are empty where the text of these does not decide all that it does.
    """
    mine: list[tuple[str, bytes | ast.Module]] = []
    trees: list[list[ast.Module]] = []
    for name, source in files:
        is_notebook = name.endswith(NOTEBOOK)
        found = [piece.tree for piece in (cells_of(name, source, {}) if is_notebook else pieces_of(name, source))]
        trees.append(found)
        # A file is compared with its own stub, a notebook, whose cells have no file of their own, with all of them.
        mine += [(name, tree) for tree in found] if is_notebook or not _is_plain(source) else [(name, source)]
    stateless = all(map(is_stateless, trees))
    return [unfilled_of(mine, stub), stateless, _spans(files, mine) if stateless else []]


def _spans(files: Files, mine: Sequence[tuple[str, bytes | ast.Module]]) -> list[Spans]:
    """``mine``: bytes where Python reads a file as it is."""
    if [name for name, _ in files] != [name for name, read in mine if isinstance(read, bytes)]:
        return []
    found = [spans_of(source, ast.parse(source)) for _, source in files]
    return [each for each in found if each is not None] if None not in found else []


def _is_plain(source: bytes) -> bool:
    """Whether Python reads the file as it is, without leaving out lines of a notebook that came along."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
