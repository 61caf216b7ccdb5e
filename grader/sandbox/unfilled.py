"""What of a submission is still the stub's, or says nothing: functions, methods, classes that nobody has written yet. Inside."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

# What authors leave in a stub where something is to be written; in the submission these words mean nothing.
TO_BE_WRITTEN = ("TODO", "YOUR CODE", "NotImplemented")


def unfilled_of(mine: Sequence[bytes | ast.Module], stub: Sequence[bytes]) -> list[str]:
    """Names, methods as ``Class.method``: the body says nothing, or is still the stub's where the stub leaves something to do.

    A class is unfilled if one of its methods is: there is no telling which of them a caller needs.
    """
    given = {name: body for source in stub for name, body in _bodies(source, to_be_written=True).items()}
    found = {name: body for source in mine for name, body in _bodies(source).items()}
    names = [name for name, body in found.items() if _says_nothing(body) or _dump(body) == _dump(given.get(name))]
    classes = [name.partition(".")[0] for name in names if "." in name and name in given]
    return list(dict.fromkeys([*names, *classes]))


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
        or (isinstance(s, ast.Return) and (s.value is None or (isinstance(s.value, ast.Constant) and s.value.value is None)))
        or (isinstance(s, ast.Raise) and s.exc is not None and "NotImplemented" in ast.dump(s.exc))
        for s in body
    )


def _dump(body: list[ast.stmt] | None) -> list[str] | None:
    try:
        return None if body is None else [ast.dump(statement) for statement in body]
    except RecursionError:
        return [str(id(body))]
