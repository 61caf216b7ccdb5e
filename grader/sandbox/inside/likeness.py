"""Where the statements of a file stand, if their text decides all that it does: another file with these is the same program.

Asked of a text that can remember nothing. Strict: a file gets no answer that could tell where its own text stands or lies, by a
line, a docstring or an address, or could read more of it than what is run. Inside, in a process that runs none of it.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence

from grader.sandbox.inside.stateless import is_main

# What writes a value as text, in which an address may stand, and what is in an order that hangs on addresses.
NOT_NAMES = frozenset({"repr", "str", "format", "ascii", "set", "frozenset", "chr", "bytes", "bytearray"})
# The same of NumPy's, what shows texts and docstrings, and what an exception was made with.
NOT_ATTRIBUTES = frozenset({
    "args", "format", "format_map", "info", "source", "lookfor", "who", "byte_bounds", "deprecate", "deprecate_with_doc",
    "add_docstring", "add_newdoc", "add_newdoc_ufunc", "array2string", "array_repr", "array_str", "tobytes", "tostring", "tofile",
    "dump", "dumps", "str_", "bytes_", "string_", "unicode_", "object_", "format_float_positional", "format_float_scientific",
})  # fmt: skip
# Attributes of frames, code, tracebacks and generators.
NOT_BEGINNINGS = ("f_", "co_", "tb_", "gi_", "cr_", "ag_")
# Types by which arrays hold texts or objects.
NOT_TYPES = ("str", "object", "bytes", "string", "unicode")

# First and last line of each statement at top level.
Spans = list[list[int]]


def spans_of(source: bytes, tree: ast.Module) -> Spans | None:
    """None where other lines may matter too. ``tree``: of the file as it is."""
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError:
        return None
    # What Python takes for other characters, or for the end of a line, has to be what everybody takes for it.
    if "coding" in text.partition("\n")[0] or "coding" in text.partition("\n")[2].partition("\n")[0] or text.startswith("\ufeff"):
        return None
    try:
        bound = {name for node in ast.walk(tree) for name in _bound(node)}
        if not all(is_main(statement) or _is_blind(statement, bound) for statement in tree.body):
            return None
    except RecursionError:
        return None
    return [[_first(each), each.end_lineno or each.lineno] for each in tree.body]


def _first(statement: ast.stmt) -> int:
    decorators: Sequence[ast.expr] = getattr(statement, "decorator_list", ())
    return min([statement.lineno, *(each.lineno for each in decorators)])


def _bound(node: ast.AST) -> tuple[str, ...]:
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        return (node.id,)
    if isinstance(node, ast.arg):
        return (node.arg,)
    if isinstance(node, ast.alias):
        return (node.asname or node.name,)
    name = getattr(node, "name", None)
    return (name,) if isinstance(name, str) else ()


def _is_blind(node: ast.AST, bound: set[str]) -> bool:
    """Whether nothing in it makes a text of a value, but what is said aloud, or looks at what stands around it."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True  # a docstring
    if isinstance(node, ast.JoinedStr | ast.Set | ast.SetComp) or _is_pattern(node):
        return False
    if isinstance(node, ast.Name) and (node.id in NOT_NAMES or node.id == "print"):
        return False
    if isinstance(node, ast.Attribute) and (node.attr in NOT_ATTRIBUTES or node.attr.startswith(NOT_BEGINNINGS)):
        return False
    said = _said(node, bound)
    inner = ast.iter_child_nodes(node) if said is None else [part for each in said for part in _parts(each)]
    return all(_is_blind(each, bound) for each in inner)


def _is_pattern(node: ast.AST) -> bool:
    """A text that values may be put into, or one that names a type of texts."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str | bytes):
        return False
    value = node.value if isinstance(node.value, str) else node.value.decode("latin-1")
    code = value.lstrip("<>=|")
    return (
        "%" in value
        or "{" in value
        or value.startswith(NOT_TYPES)
        or (code[:1] in {*"USaVOT"} and not code[1:].strip("0123456789"))
    )


def _said(node: ast.AST, bound: set[str]) -> Sequence[ast.expr] | None:
    """What a statement prints, or raises an exception of Python's with: none of the file's own code gets to see that text."""
    call = node.exc if isinstance(node, ast.Raise) else node.value if isinstance(node, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.keywords or call.func.id in bound:
        return None
    if isinstance(node, ast.Expr):
        return call.args if call.func.id == "print" else None
    kind = getattr(builtins, call.func.id, None)
    cause = [] if node.cause is None else [node.cause]  # type: ignore[attr-defined]  # it raises
    return [*call.args, *cause] if isinstance(kind, type) and issubclass(kind, Exception) else None


def _parts(said: ast.expr) -> list[ast.AST]:
    """What is put into the text."""
    if isinstance(said, ast.Constant):
        return []
    if isinstance(said, ast.JoinedStr):
        return [part for each in said.values if isinstance(each, ast.FormattedValue) for part in ast.iter_child_nodes(each)]
    return [said]
