"""What of a submission is still the stub's, or says nothing: functions, methods, classes that nobody has written yet. Inside."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

# What authors leave in a stub where something is to be written; in the submission these words mean nothing.
TO_BE_WRITTEN = ("TODO", "YOUR CODE", "NotImplemented")


def unfilled_of(mine: Sequence[tuple[str, bytes | ast.Module]], stub: Sequence[tuple[str, bytes]]) -> list[str]:
    """Names, methods as ``Class.method``: the body says nothing, or is still the stub's where the stub leaves something to do.

    Both by file: a file is compared with its own stub, a notebook with all of them. A class whose ``__init__`` says nothing
    counts too.
    """
    given = {file: _bodies(source, to_be_written=True) for file, source in stub}
    everything = {name: body for bodies in given.values() for name, body in bodies.items()}
    found: dict[str, bool] = {}
    for file, source in mine:
        asked = given.get(file, everything if isinstance(source, ast.Module) else {})
        for name, body in _bodies(source).items():
            # Of two functions of one name the first file's is the one that is called.
            found.setdefault(name, _says_nothing(body) or _dump(body) == _dump(asked.get(name)))
            if name.endswith(".__init__"):
                found.setdefault(name.removesuffix(".__init__"), _says_nothing(body))
    return [name for name, empty in found.items() if empty]


def _bodies(source: bytes | ast.Module, *, to_be_written: bool = False) -> dict[str, list[ast.stmt]]:
    """The functions' bodies without their docstrings. ``to_be_written``: only those that leave something to do."""
    if isinstance(source, ast.Module):
        tree, lines = source, []
    else:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return {}
        lines = source.decode("utf-8", "replace").splitlines() if to_be_written else []
    found: dict[str, list[ast.stmt]] = {}
    for name, node in _functions(tree):
        body = [statement for statement in node.body if not _is_text(statement)]
        if not to_be_written or _says_nothing(body) or any(word in _own(lines, tree, node) for word in TO_BE_WRITTEN):
            found[name] = body
    return found


def _own(lines: list[str], tree: ast.Module, node: ast.stmt) -> str:
    """The function's text with its comments, which belong to no node: up to the next statement at its level or above."""
    starts = [other.lineno for top in tree.body for other in (top, *(top.body if isinstance(top, ast.ClassDef) else ()))]
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


def _dump(body: list[ast.stmt] | None) -> list[str] | None:
    try:
        return None if body is None else [ast.dump(statement) for statement in body]
    except RecursionError:
        return [str(id(body))]
