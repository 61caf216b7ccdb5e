"""One file, or one cell, as a text with its tree: the pieces of it that nodes are, as they have to be written. Pure. Inside."""

from __future__ import annotations

import ast
import re

# The first line, the column in it, the last line and the column behind the end: as a tree counts, in bytes of UTF-8.
Span = tuple[int, int, int, int]

_ENDS = re.compile(r"\r\n|\r|\n")
ATOMS = (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.List, ast.Tuple, ast.Constant)
# These bind as closely as a product, or more closely.
FACTORS = (*ATOMS, ast.UnaryOp)
# Inside of these a compound expression needs no parentheses of its own.
LOOSE = (ast.Call, ast.Tuple, ast.List, ast.keyword, ast.Slice, ast.stmt, ast.Starred)


class Page:
    """``place``: what tracebacks call it. Raises SyntaxError, or what else the parser gives up with."""

    def __init__(self, place: str, text: str) -> None:
        self.place = place
        self.tree = ast.parse(text)
        self._lines = [line.encode("utf-8", "surrogatepass") for line in _ENDS.split(text)]
        self._parents = {child: parent for parent in ast.walk(self.tree) for child in ast.iter_child_nodes(parent)}
        stored = [node for node in ast.walk(self.tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
        self._firsts: dict[tuple[ast.AST | None, str], ast.Name] = {}
        for node in sorted(stored, key=lambda each: (each.lineno, each.col_offset)):
            self._firsts.setdefault((self._function_of(node), node.id), node)
        self._expressions = {self.span(node): node for node in ast.walk(self.tree) if isinstance(node, ast.expr)}

    def node(self, span: Span) -> ast.expr | None:
        """The expression that is just that; of several the innermost one."""
        return self._expressions.get(span)

    def parent(self, node: ast.AST) -> ast.AST | None:
        return self._parents.get(node)

    def is_first(self, target: ast.expr) -> bool:
        """Whether nothing has given the target a value before it, in the text: then nothing can be added to it."""
        if isinstance(target, ast.Subscript):
            return False
        return not isinstance(target, ast.Name) or self._firsts.get((self._function_of(target), target.id)) is target

    def _function_of(self, node: ast.AST) -> ast.AST | None:
        found: ast.AST | None = node
        while found is not None and not isinstance(found, ast.FunctionDef):
            found = self._parents.get(found)
        return found

    def statement(self, node: ast.AST) -> ast.stmt | None:
        """The statement that a node stands in."""
        found: ast.AST | None = node
        while found is not None and not isinstance(found, ast.stmt):
            found = self._parents.get(found)
        return found

    def span(self, node: ast.expr | ast.stmt) -> Span:
        return node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or node.col_offset

    def text(self, span: Span) -> str:
        line, column, end_line, end_column = span
        if line == end_line:
            return self._lines[line - 1][column:end_column].decode("utf-8", "replace")
        first, *middle = self._lines[line - 1 : end_line - 1]
        parts = [first[column:], *middle, self._lines[end_line - 1][:end_column]]
        return b"\n".join(parts).decode("utf-8", "replace")

    def inner(self, node: ast.expr) -> str:
        """The node's own text, in the place of something that needs no parentheses; those around it are not the node's."""
        return self.text(self.span(node))

    def whole(self, node: ast.expr) -> str:
        """The same in the place of an operand: whatever is no single piece stands in parentheses."""
        text = self.inner(node)
        return text if isinstance(node, FACTORS) and not _is_not(node) else f"({text})"

    def atom(self, node: ast.expr) -> str:
        """The same before a dot."""
        text = self.inner(node)
        return text if isinstance(node, ATOMS) and not isinstance(node, ast.Constant) else f"({text})"

    def factor(self, node: ast.expr) -> str:
        """The same beside a sign of multiplication."""
        text = self.inner(node)
        is_product = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div | ast.MatMult | ast.Pow)
        return text if (is_product or isinstance(node, FACTORS)) and not _is_not(node) else f"({text})"

    def between(self, one: ast.expr, other: ast.expr) -> Span:
        return (*self.span(one)[2:], *self.span(other)[:2])

    def joined(self, one: ast.expr, other: ast.expr) -> Span:
        return (*self.span(one)[:2], *self.span(other)[2:])

    def after(self, inner: ast.expr, outer: ast.expr) -> Span:
        """What stands behind the inner one, up to the end of the outer one."""
        return (*self.span(inner)[2:], *self.span(outer)[2:])

    def before_end(self, call: ast.Call) -> Span:
        """The place before the closing bracket of a call."""
        line, column = self.span(call)[2:]
        return line, column - 1, line, column - 1

    def without(self, call: ast.Call, keyword: ast.keyword) -> tuple[Span, str]:
        """The arguments of a call, and their text without one of them."""
        parts = [self.inner(each) for each in call.args]
        parts += [self.text(self._of_keyword(each)) for each in call.keywords if each is not keyword]
        line, column = self.span(call.func)[2:]
        opening = self.text((line, column, *self.span(call)[2:]))
        if not opening.startswith("("):  # brackets around the name of the function
            return self.span(call), self.inner(call)
        return (line, column, *self.span(call)[2:]), f"({', '.join(parts)})"

    def is_bracketed(self, node: ast.expr) -> bool:
        """Whether a parenthesis opens just before it."""
        return self._lines[node.lineno - 1][: node.col_offset].rstrip().endswith(b"(")

    def indent(self, statement: ast.stmt) -> str:
        return self._lines[statement.lineno - 1][: statement.col_offset].decode("utf-8", "replace")

    def is_alone(self, statement: ast.stmt) -> bool:
        """Whether nothing but a statement stands in its lines."""
        end = self._lines[(statement.end_lineno or statement.lineno) - 1][statement.end_col_offset :]
        return not self.indent(statement).strip() and not end.strip()

    def lines(self, first: int, last: int) -> list[str]:
        return [line.decode("utf-8", "replace") for line in self._lines[first - 1 : last]]

    def rows(self, first: int, last: int) -> Span:
        """Whole lines, without the end of the last."""
        return first, 0, last, len(self._lines[last - 1])

    def _of_keyword(self, keyword: ast.keyword) -> Span:
        return keyword.lineno, keyword.col_offset, keyword.end_lineno or keyword.lineno, keyword.end_col_offset or 0


def _is_not(node: ast.expr) -> bool:
    """``not a`` binds less closely than any sign."""
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
