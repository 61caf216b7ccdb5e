"""A submission looked through for what it may not use: its files as the trees that loading would run, and none is run. Inside."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from grader.sandbox.inside import newer
from grader.sandbox.inside.cells import parse_cell, read_all, written_file
from grader.sandbox.inside.decoding import decoded
from grader.sandbox.inside.forbidden import uses
from grader.sandbox.inside.magics import readings
from grader.sandbox.inside.names import Module, Names
from grader.sandbox.inside.pieces import Pieces
from grader.sandbox.inside.remarks import Remarks
from grader.sandbox.inside.salvage import Piece

NOTEBOOK = ".ipynb"
DEEP = 20_000  # frames: a long sum is a deep tree


class TooDeepError(Exception):
    """A file that Python might read all the same."""


def found_in(
    files: Sequence[tuple[str, bytes]],
    own: Sequence[tuple[str, bytes]],
    expected: Sequence[str],
    bans: Sequence[tuple[str, list[str]]],
) -> list[list[object]]:
    """``[function, construct, name, place, line]`` of what each function uses of what it may not.

    ``expected``: the files asked for. Raises TooDeepError where that cannot be told.
    """
    try:
        stems = [_stem(name) for name in (*expected, *(name for name, _ in files))]
        everything = Pieces(Names(modules_of(files, own, expected), stems))
        return [
            [function, use.construct, use.name, use.place, use.line]
            for function, constructs in bans
            for use in uses(everything, function, constructs)
        ]
    except (RecursionError, MemoryError) as error:
        raise TooDeepError from error


def modules_of(files: Sequence[tuple[str, bytes]], own: Sequence[tuple[str, bytes]], expected: Sequence[str]) -> list[Module]:
    """What Python cannot read is left out: it is not run either."""
    found: dict[str, list[tuple[str, ast.stmt]]] = {}
    written: dict[str, bytes] = {}
    notebooks = [name for name, _ in files if name.endswith(NOTEBOOK)]
    stems = {_stem(name) for name, _ in files}
    for name, source in files:
        if name.endswith(NOTEBOOK):
            pieces = cells_of(name, source, written)
            stands = [_stem(each) for each in expected if _stem(each) not in stems] if len(notebooks) == 1 else []
        else:
            pieces, stands = pieces_of(name, source), []
        for stem in (_stem(name), *stands):
            found.setdefault(stem, []).extend((piece.place, statement) for piece in pieces for statement in piece.tree.body)
    for path, source in (*own, *written.items()):
        stem = path.removesuffix("/__init__.py").removesuffix(".py").rpartition("/")[2]
        pieces = pieces_of(path, source)
        found.setdefault(stem, []).extend((piece.place, statement) for piece in pieces for statement in piece.tree.body)
    return [Module(stem, statements) for stem, statements in found.items()]


def pieces_of(name: str, source: bytes) -> list[Piece]:
    try:
        text = decoded(source, name)
    except SyntaxError:
        return []
    if (tree := _parsed(text, name)) is not None:
        return [Piece(name, tree)]
    for cleared in readings(text):
        if (tree := _parsed(cleared.text, name)) is not None:
            return [Piece(name, tree)]
    return []


def _parsed(text: str, name: str) -> ast.Module | None:
    try:
        return ast.parse(text, name)
    except (SyntaxError, ValueError, OverflowError):
        return None
    except newer.GIVEN_UP as error:
        raise TooDeepError from error


def cells_of(name: str, source: bytes, written: dict[str, bytes]) -> list[Piece]:
    """As loading reads them; what a cell writes to a file of Python goes to ``written``."""
    pieces, number = [], 0
    for kind, text in read_all(source):
        number += kind == "code"
        if kind != "code":
            continue
        if file := written_file(text):
            path, python, append = file
            written[path] = (written.get(path, b"") if append else b"") + python.encode("utf-8", "replace")
        pieces.append(parse_cell(text, f"{name}[{number}]", Remarks()))
    return pieces


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name
