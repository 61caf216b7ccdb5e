"""Names that a file defines more than once, so that only what stands last is called. Inside."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from grader.sandbox.inside.remarks import Remarks
from grader.sandbox.inside.statements import DEFINITIONS, stored

_DEFINED = re.compile(r"^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)
_BOUND = re.compile(r"^(?:for[ \t]+)?(\w+)[ \t]*(?:=(?!=)|:|,|in\b)|\bas[ \t]+(\w+)[ \t]*:", re.MULTILINE)


def may_repeat(text: str) -> bool:
    """Whether it is worth parsing the file for: most define nothing twice."""
    names = _DEFINED.findall(text)
    defined = set(names)
    return len(names) > len(defined) or any(not defined.isdisjoint(found) for found in _BOUND.findall(text))


def note_repeated(statements: Iterable[tuple[str, ast.stmt]], remarks: Remarks) -> None:
    """``statements``: with their places, of those that were run, in the order of the file."""
    seen: dict[str, list[tuple[str, ast.stmt]]] = {}
    for place, statement in statements:
        if isinstance(statement, DEFINITIONS):
            earlier = seen.setdefault(statement.name, [])
            if not _is_variant(statement):
                earlier.append((place, statement))
        elif isinstance(statement, ast.Assign | ast.AnnAssign | ast.For | ast.With):
            read = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
            for name in stored([statement]):
                if seen.get(name) and name not in read:
                    seen[name].append((place, statement))
    for name, places in seen.items():
        _note(name, places, remarks)


def _note(name: str, places: list[tuple[str, ast.stmt]], remarks: Remarks) -> None:
    if len(places) < 2:
        return
    (first, one), (last, other) = places[0], places[-1]
    defined = isinstance(other, DEFINITIONS)
    if defined and _same(one, other):
        return
    where = f"|{first}:{one.lineno}"
    kind = "defined_twice" if defined else "replaced"
    remarks.add(kind, name, file=last, line=other.lineno, detail=where, count=len(places))


def _is_variant(statement: ast.stmt) -> bool:
    """``@overload``, ``@f.register``: made to stand there several times."""
    return any(name in ast.dump(each) for each in getattr(statement, "decorator_list", ()) for name in ("overload", "register"))


def _same(one: ast.stmt, other: ast.stmt) -> bool:
    try:
        return ast.dump(one) == ast.dump(other)
    except RecursionError:
        return False
