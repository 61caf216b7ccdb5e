"""Names that are asked for and not there: where in the file something of that name stands all the same. Inside.

What a student is told of it is a help, and nothing is graded by it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from grader.sandbox.inside.cells import foreign_magic
from grader.sandbox.inside.likenames import folded, nearest, strange_letter
from grader.sandbox.inside.salvage import Failure, Piece
from grader.sandbox.inside.statements import DEFINITIONS, stored

# ``[name asked for, how it is there, what more is to be said, file, line]``.
Whereabout = list[Any]

MOST = 100
MAX_TEXT = 200
_STUB = re.compile(r"^([ \t]*)(?:async[ \t]+)?(def|class)[ \t]+(\w+)", re.MULTILINE)


def asked_for(stub: Iterable[tuple[str, bytes]]) -> list[str]:
    """The functions and classes of a stub, methods as ``Class.method``."""
    found = []
    for _, source in stub:
        owner = ""
        for indent, word, name in _STUB.findall(source.decode("utf-8", "replace")):
            if not indent:
                owner = name if word == "class" else ""
                found.append(name)
            elif owner and word == "def" and not name.startswith("__"):
                found.append(f"{owner}.{name}")
    return list(dict.fromkeys(found))


def lacking(names: Iterable[str], space: Mapping[str, object]) -> list[str]:
    """Those that are not there, or nothing to call; of a class that is not there itself nothing more is asked."""
    found = []
    for name in names:
        owner, _, member = name.rpartition(".")
        if not owner:
            there = name in space and callable(space[name])
        else:
            kind = space.get(owner)
            there = not isinstance(kind, type) or any(member in vars(base) for base in kind.__mro__)
        if not there:
            found.append(name)
    return found


def find(
    names: Sequence[str],
    asked: Container[str],
    pieces: Sequence[Piece],
    texts: Sequence[tuple[str, str, str]],
    failures: Sequence[Failure],
    space: Mapping[str, object],
) -> list[Whereabout]:
    """The best that there is to say of each name, of those asked for. ``texts``: ``(type, place, text)`` of each cell and file."""
    everything = list(_definitions(pieces))
    failed = {name: failure for failure in reversed(failures) for name in stored([failure.step.statement])}
    found = []
    for name in names[:MOST]:
        if name in space:
            told: Told | None = _no_function(name, type(space[name]).__name__, pieces)
        else:
            told = _failed(name, failed) or _inside(name, everything) or _in_text(name, texts, everything)
            told = told or _alike(name, everything, asked)
        if told is not None:
            how, detail, file, line = told
            found.append([name, how, detail[:MAX_TEXT], file[:MAX_TEXT], line])
    return found


Told = tuple[str, str, str, int]
# ``(name, what it stands in, kind of that, file, line)``; at top level the kind is empty.
Definition = tuple[str, str, str, str, int]


def _definitions(pieces: Iterable[Piece]) -> Iterator[Definition]:
    for piece in pieces:
        waiting: list[tuple[ast.AST, str, str]] = [(node, "", "") for node in reversed(piece.tree.body)]
        while waiting:
            node, owner, kind = waiting.pop()
            if isinstance(node, DEFINITIONS):
                yield node.name, owner, kind, piece.place, node.lineno
                owner, kind = node.name, "method" if isinstance(node, ast.ClassDef) else "nested"
            elif isinstance(node, ast.stmt) and not kind:
                kind = "branch"
            if isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case):
                waiting += [(inner, owner, kind) for inner in reversed(list(ast.iter_child_nodes(node)))]


def _failed(name: str, failed: Mapping[str, Failure]) -> Told | None:
    failure = failed.get(name)
    if failure is None:
        return None
    how = "slow" if failure.slow else "failed"
    return how, failure.why, failure.step.place, failure.step.statement.lineno


def _inside(name: str, everything: Iterable[Definition]) -> Told | None:
    """The name itself, inside something else; a method that stands outside of its class, or in one that does not count."""
    wanted, _, member = name.rpartition(".")
    for each, owner, kind, file, line in everything:
        if wanted and (each, owner, kind) == (member, wanted, "method"):
            return "overwritten", owner, file, line
        if not wanted and each == name:
            return kind or "gone", owner, file, line
        if wanted and each == member and owner != wanted and kind in ("", "nested"):
            return "outside", owner, file, line
    return None


def _in_text(name: str, texts: Iterable[tuple[str, str, str]], everything: Iterable[Definition]) -> Told | None:
    """A definition in a cell that is not run, or in a comment or a string; not one that is code, as of another class's method."""
    short = name.rpartition(".")[2]
    code = {(file, line) for each, _, _, file, line in everything if each == short}
    pattern = re.compile(
        rf"^([#\s>.\"']*)(?:async\s+)?(?:def\s+{re.escape(short)}\s*\(|class\s+{re.escape(short)}\b)", re.MULTILINE
    )
    for kind, place, text in texts:
        lines = ((found, text.count("\n", 0, found.end()) + 1) for found in pattern.finditer(text))
        found, line = next(((found, line) for found, line in lines if (place, line) not in code), (None, 0))
        if found is None:
            continue
        if kind != "code":
            return f"{kind}_cell", "", place, 0
        if other := foreign_magic(text):
            return "other_cell", other, place, line
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ("unread_cell", "", place, line) if "#" not in found[1] else ("comment", "", place, line)
        return "comment", "", place, line
    return None


def _alike(name: str, everything: Iterable[Definition], asked: Container[str]) -> Told | None:
    """Another spelling, that nothing else is asked for by: at top level, or among the methods of the same class."""
    owner, _, short = name.rpartition(".")
    there = {
        each: (file, line)
        for each, inside, kind, file, line in everything
        if inside == owner and (kind == "method" or not owner) and (f"{owner}.{each}" if owner else each) not in asked
    }
    near = nearest(short, list(there))
    if not near:
        return None
    if folded(near) == folded(short) and (letter := strange_letter(near)) and not strange_letter(short):
        return "lookalike", letter, *there[near]
    return "alike", near, *there[near]


def _no_function(name: str, kind: str, pieces: Sequence[Piece]) -> Told:
    """What the name is in the end, and the last statement at top level that made it so."""
    for piece in reversed(pieces):
        for statement in reversed(piece.tree.body):
            aliases = statement.names if isinstance(statement, ast.Import | ast.ImportFrom) else []
            if name in (*stored([statement]), *(alias.asname or alias.name for alias in aliases)):
                how = "decorated" if getattr(statement, "decorator_list", []) else "no_function"
                return how, kind, piece.place, statement.lineno
    return "no_function", kind, pieces[0].place if pieces else "", 0
