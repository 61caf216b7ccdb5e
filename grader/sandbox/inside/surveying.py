"""What a submission's text tells when something of it failed. Inside, in a process that runs none of it, and so is believed."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from grader.sandbox.inside.decoding import plain_text
from grader.sandbox.inside.likeness import Spans, spans_of
from grader.sandbox.inside.looking import NOTEBOOK, cells_of, pieces_of
from grader.sandbox.inside.stateless import is_stateless
from grader.sandbox.inside.unfilled import Mine, unfilled_of

Files = Sequence[tuple[str, bytes]]


def survey_of(files: Files, stub: Files) -> list[Any]:
    """``[names of what nobody has written yet, whether no call can leave anything to the next one, lines of its statements]``.

    The lines, file by file, are empty where the text of these does not decide all that it does.
    """
    mine: list[Mine] = []
    trees: list[list[ast.Module]] = []
    for name, source in files:
        is_notebook = name.endswith(NOTEBOOK)
        whole = None if is_notebook else _as_it_is(source)
        if whole is not None and plain_text(source) is not None:
            found = [whole]
        else:
            found = [piece.tree for piece in (cells_of(name, source, {}) if is_notebook else pieces_of(name, source))]
        trees.append(found)
        mine += [Mine(name, tree, whole=False) for tree in found] if whole is None else [Mine(name, whole, whole=True)]
    stateless = all(map(is_stateless, trees))
    return [unfilled_of(mine, stub), stateless, _spans(files, mine) if stateless else []]


def _spans(files: Files, mine: Sequence[Mine]) -> list[Spans]:
    whole = [each for each in mine if each.whole]
    if [name for name, _ in files] != [each.file for each in whole]:
        return []
    found = [spans_of(source, each.tree) for (_, source), each in zip(files, whole, strict=True)]
    return [each for each in found if each is not None] if None not in found else []


def _as_it_is(source: bytes) -> ast.Module | None:
    """The tree of a file that Python reads as it is, without leaving out lines of a notebook that came along."""
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
