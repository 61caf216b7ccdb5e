"""Source text with one piece replaced: what surrounds the change stays as its author wrote it. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

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

    def inserted(self, node: ast.stmt, text: str, *, after: bool = False) -> str:
        """The whole text with one line more, before or after a statement and as far in."""
        place = (node.end_lineno or node.lineno) if after else node.lineno - 1
        line = f"{' ' * node.col_offset}{text}\n".encode()
        return b"".join([*self.lines[:place], line, *self.lines[place:]]).decode()

    def shifted(self, node: ast.stmt, by: int) -> str:
        """The whole text with the lines of a statement so much further in, or out."""
        start, end = node.lineno - 1, node.end_lineno or node.lineno
        return b"".join([*self.lines[:start], *_indented(self.lines[start:end], by), *self.lines[end:]]).decode()

    def moved(self, node: ast.stmt, before: ast.stmt, by: int) -> str:
        """The whole text with the lines of a statement put before another, so much further in, or out."""
        start, end, place = node.lineno - 1, node.end_lineno or node.lineno, before.lineno - 1
        lines = _indented(self.lines[start:end], by)
        if place <= start:
            kept = [*self.lines[:place], *lines, *self.lines[place:start], *self.lines[end:]]
        else:
            kept = [*self.lines[:start], *self.lines[end:place], *lines, *self.lines[place:]]
        return b"".join(kept).decode()

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


def _indented(lines: Sequence[bytes], by: int) -> list[bytes]:
    return [b" " * by + line if by >= 0 else line[min(-by, len(line) - len(line.lstrip())) :] for line in lines]


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
