"""The stub made of the reference: what stands between ``### BEGIN SOLUTION`` and ``### END SOLUTION`` becomes a TODO. Pure."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from grader.errors import AssignmentError

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
TODO = "# TODO"
# A line that says as little as these gives nothing away.
_TELLING = re.compile(r"[=(\[+*/@]")
MIN_TELLING = 10


@dataclass(frozen=True, slots=True)
class Region:
    """Lines of a solution, from the first to the last between the markers; numbered from 1."""

    begin: int  # the line of the marker itself
    end: int
    indent: str


def regions(name: str, text: str) -> tuple[Region, ...]:
    """Every region of a file. Raises AssignmentError for markers without their partner, nested, or set at different depths."""
    found, problems = [], []
    opened: tuple[int, str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        word, indent = line.strip(), line[: len(line) - len(line.lstrip())]
        if word.upper().startswith(BEGIN):
            if opened is not None:
                problems.append(
                    f"{name}:{number}: {BEGIN} inside of the region that begins in line {opened[0]}; end that one first"
                )
            opened = (number, indent)
        elif word.upper().startswith(END):
            if opened is None:
                problems.append(f"{name}:{number}: {END} without a {BEGIN} before it")
                continue
            if indent != opened[1]:
                problems.append(
                    f"{name}:{number}: {END} is not indented as the {BEGIN} of line {opened[0]}; write them below each other"
                )
            found.append(Region(opened[0], number, opened[1]))
            opened = None
    if opened is not None:
        problems.append(f"{name}:{opened[0]}: {BEGIN} without an {END} after it")
    if problems:
        raise AssignmentError(*problems)
    return tuple(found)


def make_stub(name: str, text: str) -> str:
    """The file without its solutions. Raises AssignmentError where what is left is no Python."""
    lines = text.splitlines(keepends=True)
    for region in reversed(regions(name, text)):
        todo = [f"{region.indent}{TODO}\n"]
        if _is_all_of_a_block(text, region):
            # A block needs a statement; this one says aloud that it is missing.
            todo.append(f"{region.indent}raise NotImplementedError\n")
        lines[region.begin - 1 : region.end] = todo
    stub = "".join(lines)
    try:
        ast.parse(stub)
    except SyntaxError as error:
        raise AssignmentError(
            f"{name}: without its solutions the file is not valid Python any more (line {error.lineno} of the stub: {error.msg}); "
            "let a region hold whole statements"
        ) from error
    return stub


def leaked_lines(name: str, text: str, public: str) -> Iterator[tuple[int, str]]:
    """``(line, text)`` of every line of ``public`` that is a telling line of the solution, spacing and comments apart."""
    lines = text.splitlines()
    secret = {_bare(line) for region in regions(name, text) for line in lines[region.begin : region.end - 1]}
    for number, line in enumerate(public.splitlines(), 1):
        bare = _bare(line)
        if bare in secret and len(bare) >= MIN_TELLING and _TELLING.search(bare):
            yield number, line.strip()


def _bare(line: str) -> str:
    """A line without spaces, and without being a comment: ``# return a*b`` gives away as much as the code."""
    return "".join(line.strip().lstrip("#").split())


def _is_all_of_a_block(text: str, region: Region) -> bool:
    """Whether some block (of a function, a loop, a branch) has no statement outside of the region."""
    for node in ast.walk(ast.parse(text)):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if field == "body" and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _returns_nothing(node):
                # Without a value that is missing, nothing but an exception shows that the body is.
                block = [each for each in node.body if not _is_text(each)]
            if not isinstance(block, list) or not block or isinstance(node, ast.Module):
                continue
            inside = [region.begin < statement.lineno < region.end for statement in block if isinstance(statement, ast.stmt)]
            header_is_outside = not region.begin < getattr(node, "lineno", 0) < region.end
            if inside and all(inside) and header_is_outside:
                return True
    return False


def _returns_nothing(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether no value is returned by the function itself."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom) or (isinstance(node, ast.Return) and node.value is not None):
            return False
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)
    return True


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, str)
