"""A reference with its solutions marked, where its author has marked none: the body of each function below its docstring. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.verify.stub import BEGIN, END, regions
from grader.verify.writing.signature import Reference


def marked(reference: Reference) -> str:
    """The text as it is where it marks any solution; else with markers around what students have to write."""
    if regions("reference", reference.text):
        return reference.text
    lines = reference.text.splitlines()
    for first, last in sorted(_solutions(ast.parse(reference.text), reference), reverse=True):
        indent = lines[first - 1][: len(lines[first - 1]) - len(lines[first - 1].lstrip())]
        lines[last:last] = [f"{indent}{END}"]
        lines[first - 1 : first - 1] = [f"{indent}{BEGIN}"]
    return "\n".join(lines) + "\n"


def _solutions(tree: ast.Module, reference: Reference) -> Iterator[tuple[int, int]]:
    """First and last line of each solution, numbered from 1."""
    asked = {each.name for each in reference.asked}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield _body(node) if node.name in asked else _whole(node)
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for inner in node.body:
                # A constructor is handed out: what a test makes an object with is no question.
                if isinstance(inner, ast.FunctionDef) and inner.name != "__init__":
                    yield _body(inner) if f"{node.name}.{inner.name}" in asked else _whole(inner)
        elif isinstance(node, ast.ClassDef):
            yield _whole(node)


def _body(node: ast.FunctionDef) -> tuple[int, int]:
    body = node.body[1:] if ast.get_docstring(node) is not None and len(node.body) > 1 else node.body
    return body[0].lineno, node.end_lineno or node.lineno


def _whole(node: ast.FunctionDef | ast.ClassDef) -> tuple[int, int]:
    return min([node.lineno, *(each.lineno for each in node.decorator_list)]), node.end_lineno or node.lineno
