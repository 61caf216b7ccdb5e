"""Source text with one piece replaced: what surrounds the change stays as its author wrote it. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator

# Inside of these a compound expression needs no parentheses of its own.
LOOSE = (ast.Call, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.keyword, ast.Slice, ast.stmt)
COMPOUND = (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Lambda, ast.Tuple)


class Source:
    """A file of the author's: its text, its tree, and who is whose parent."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text, self.tree = name, text, ast.parse(text)
        self.lines = text.encode().splitlines(keepends=True)
        self.parents: dict[ast.AST, ast.AST] = {
            child: parent for parent in ast.walk(self.tree) for child in ast.iter_child_nodes(parent)
        }

    def segment(self, node: ast.expr | ast.stmt) -> str:
        """The text of a node as it stands."""
        start, end = self._span(node)
        return b"".join(self.lines)[start:end].decode()

    def replaced(self, node: ast.expr | ast.stmt, new: ast.AST) -> str:
        """The whole text with ``new`` in the node's place."""
        start, end = self._span(node)
        whole = b"".join(self.lines)
        return (whole[:start] + self.written(node, new).encode() + whole[end:]).decode()

    def written(self, node: ast.AST, new: ast.AST) -> str:
        """``new`` as it has to be written where ``node`` stands."""
        text = ast.unparse(new)
        parent = self.parents.get(node)
        if not isinstance(new, COMPOUND) or isinstance(parent, LOOSE):
            return text
        if isinstance(parent, ast.Subscript) and parent.slice is node:
            return text
        return f"({text})"

    def _span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Offsets in bytes, since that is what the columns of a tree count."""
        starts = [0]
        for line in self.lines:
            starts.append(starts[-1] + len(line))
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        return starts[node.lineno - 1] + node.col_offset, starts[end_line - 1] + end_column


def definitions(tree: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    """Every function of a module by its qualified name (``f``, ``Layer.forward``), and what else stands at its top as ``""``."""
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            yield statement.name, statement
        elif isinstance(statement, ast.ClassDef):
            for inner in statement.body:
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{statement.name}.{inner.name}", inner
                else:
                    yield "", inner
        else:
            yield "", statement
