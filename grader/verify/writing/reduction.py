"""One student's function, what it needs of their file, and nothing personal. Runs in a student process, as a submission of ours.

Standard library only: its text is what is loaded there. The student's text is parsed, never run.
"""

from __future__ import annotations

import ast
import builtins
import json
from collections.abc import Collection, Iterator
from typing import Any

# Attributes of these may be anything that a library spells; an attribute that a student made up is theirs.
SHORT = 2


def reduced(file: str, content: str, function: str, known: Collection[str], words: Collection[str], apart: Collection[str]) -> str:
    """The definitions that ``function`` needs, as source; empty where they cannot be had, or not without something personal.

    file, content: the name of the file and its text (a notebook's is JSON); known: the names that the reference uses
    words: attributes that libraries have; apart: functions that are questions of their own, whose place the reference takes
    """
    tree = _tree(file, content)
    if tree is None:
        return ""
    made: dict[str, ast.stmt] = {}
    for node in tree.body:
        for name in _made_by(node):
            made[name] = node
    top = function.partition(".")[0]
    if not isinstance(made.get(top), (ast.FunctionDef, ast.ClassDef)):
        return ""
    wanted, waiting = set[str](), [top]
    while waiting:
        name = waiting.pop()
        if name in wanted or name not in made or (name in apart and name != top):
            continue
        wanted.add(name)
        waiting += [each.id for each in ast.walk(made[name]) if isinstance(each, ast.Name)]
    kept = [node for node in tree.body if any(made.get(name) is node for name in _made_by(node) if name in wanted)]
    module = _Bare().visit(ast.Module(body=kept, type_ignores=[]))
    libraries = {name.partition(".")[0] for node in ast.walk(module) for name in _imported(node)}
    module = _Anonymous(set(known) | set(dir(builtins)) | libraries, set(known) | set(words)).renamed(module)
    return ast.unparse(ast.fix_missing_locations(module)) + "\n" if module is not None else ""


def _tree(file: str, content: str) -> ast.Module | None:
    try:
        if file.endswith(".ipynb"):
            return ast.Module(body=list(_cells(json.loads(content))), type_ignores=[])
        return ast.parse(content)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _cells(notebook: dict[str, Any]) -> Iterator[ast.stmt]:
    for cell in notebook.get("cells", ()):
        if cell.get("cell_type") == "code":
            source = cell.get("source", "")
            text = source if isinstance(source, str) else "".join(source)
            lines = [line for line in text.splitlines() if not line.lstrip().startswith(("%", "!"))]
            try:
                yield from ast.parse("\n".join(lines)).body
            except SyntaxError:
                continue


def _made_by(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, ast.Assign):
        yield from (each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name))
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module


class _Bare(ast.NodeTransformer):
    """Without docstrings, prints, hints of types and decorators that say nothing of the values. Comments are gone with parsing."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        told = isinstance(node.value, ast.Constant) or (
            isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name) and node.value.func.id == "print"
        )
        return ast.Pass() if told else self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.returns = None
        body = [each for each in node.body if not isinstance(each, ast.Pass)]
        node.body = body or [ast.Pass()]
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node


class _Anonymous(ast.NodeTransformer):
    """Names and texts that are neither the reference's nor a library's become a1, a2 ...; attributes cannot be renamed safely."""

    def __init__(self, names: Collection[str], words: Collection[str]) -> None:
        self.names, self.words = names, words
        self.given: dict[str, str] = {}
        self.is_clean = True

    def renamed(self, module: ast.Module) -> ast.Module | None:
        module = self.visit(module)
        return module if self.is_clean else None

    def _name(self, name: str) -> str:
        if name in self.names or len(name) <= SHORT:
            return name
        return self.given.setdefault(name, f"a{len(self.given) + 1}")

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self._name(node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self._name(node.arg)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name = self._name(node.name)
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = self._name(node.name)
        return self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        if node.arg is not None and node.arg not in self.words:
            node.arg = self._name(node.arg)
        return self.generic_visit(node)

    def visit_alias(self, node: ast.alias) -> ast.AST:
        if node.asname:
            node.asname = self._name(node.asname)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.is_clean = self.is_clean and (node.attr in self.words or len(node.attr) <= SHORT)
        return self.generic_visit(node)

    def visit_Global(self, node: ast.Global | ast.Nonlocal) -> ast.AST:
        node.names = [self._name(name) for name in node.names]
        return node

    def visit_Nonlocal(self, node: ast.Nonlocal) -> ast.AST:
        return self.visit_Global(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        node.name = self._name(node.name) if node.name else None
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, (str, bytes)) and node.value not in self.words and len(node.value) > SHORT:
            text = self.given.setdefault("text " + repr(node.value), f"text {len(self.given) + 1}")
            return ast.Constant(text if isinstance(node.value, str) else text.encode())
        if isinstance(node.value, int) and not isinstance(node.value, bool) and abs(node.value) >= 10**6:
            self.is_clean = False  # a number of that many digits may be somebody's
        return node
