"""What of a submission is still the stub's, or says nothing: functions, methods, classes that nobody has written yet. Inside."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# What authors leave in a stub where something is to be written; in the submission these words mean nothing.
TO_BE_WRITTEN = ("TODO", "YOUR CODE", "NotImplemented")


@dataclass(frozen=True, slots=True)
class Mine:
    """A file of the submission as Python reads it; not ``whole``: a cell, or what is left of a file that Python cannot read."""

    file: str
    tree: ast.Module
    whole: bool


def unfilled_of(mine: Sequence[Mine], stub: Sequence[tuple[str, bytes]]) -> list[str]:
    """Names, methods as ``Class.method``: the body says nothing, or is still the stub's where the stub leaves something to do.

    Both by file: a whole file is compared with its own stub, what is none with all of them. A class whose ``__init__`` says
    nothing counts too.
    """
    given = {file: _to_be_written(source) for file, source in stub}
    everything = {name: body for bodies in given.values() for name, body in bodies.items()}
    found: dict[str, bool] = {}
    for each in mine:
        asked = given.get(each.file, {} if each.whole else everything)
        for name, body in _bodies(each.tree).items():
            # Of two functions of one name the first file's is the one that is called.
            found.setdefault(name, _says_nothing(body) or _is_same(body, asked.get(name)))
            if name.endswith(".__init__"):
                found.setdefault(name.removesuffix(".__init__"), _says_nothing(body))
    return [name for name, empty in found.items() if empty]


def _to_be_written(source: bytes) -> dict[str, list[ast.stmt]]:
    """Of a stub the bodies that leave something to do."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    lines = source.decode("utf-8", "replace").splitlines()
    starts = [other.lineno for top in tree.body for other in (top, *(top.body if isinstance(top, ast.ClassDef) else ()))]
    # A name is the last one's that has it and leaves something to do.
    return {
        name: body
        for name, node in _functions(tree)
        if _says_nothing(body := _body(node)) or any(word in _own(lines, starts, node) for word in TO_BE_WRITTEN)
    }


def _bodies(tree: ast.Module) -> dict[str, list[ast.stmt]]:
    return {name: _body(node) for name, node in _functions(tree)}


def _body(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
    """Without docstrings."""
    return [statement for statement in node.body if not _is_text(statement)]


def _own(lines: list[str], starts: Sequence[int], node: ast.stmt) -> str:
    """The function's text with its comments, which belong to no node: up to the next statement at its level or above."""
    end = min((start - 1 for start in starts if start > node.lineno), default=len(lines))
    return "\n".join(lines[node.lineno - 1 : end])


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{node.name}.{part.name}", part


def _is_text(statement: ast.stmt) -> bool:
    """A docstring, or a solution that stands in a string."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and (isinstance(statement.value.value, str) or statement.value.value is ...)
    )


def _says_nothing(body: list[ast.stmt]) -> bool:
    return all(
        isinstance(s, ast.Pass)
        or (isinstance(s, ast.Return) and (s.value is None or _is_nothing(s.value)))
        or (isinstance(s, ast.Raise) and s.exc is not None and "NotImplemented" in ast.dump(s.exc))
        for s in body
    )


def _is_nothing(value: ast.expr) -> bool:
    """None, or a tuple of nothing else, which is how courses leave several results to be filled in."""
    if isinstance(value, ast.Tuple):
        return bool(value.elts) and all(_is_nothing(each) for each in value.elts)
    return isinstance(value, ast.Constant) and value.value is None


def _is_same(one: list[ast.stmt], other: list[ast.stmt] | None) -> bool:
    """Whether it is the same code. What is too deep to be told is not."""
    if other is None or len(one) != len(other):
        return False
    try:
        return all(ast.dump(mine) == ast.dump(theirs) for mine, theirs in zip(one, other, strict=True))
    except RecursionError:
        return False
