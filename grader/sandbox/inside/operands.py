"""What stood in the line that raised: its names, each with a shape, a value or a length, as text. Inside; not trusted.

Nothing of the student's is asked: types, shapes and lengths come from the slots of the built-in types, and attributes are looked up
without running a property. What is no plain data is named by its class, which is text.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from types import FrameType, ModuleType, TracebackType
from typing import Any

import numpy as np

MOST = 6
MAX_NAME, MAX_TEXT = 60, 100
LONGEST_TEXT = 30
MOST_BITS = 64
# Of a function: what is longer is not read again for each exception.
MOST_CHARACTERS = 10_000
SIZED = (list, tuple, dict, set, frozenset, str, bytes, bytearray)
NUMBERS = frozenset(kind for kind in np.sctypeDict.values() if issubclass(kind, np.number | np.bool_))

_NOTHING = object()
_NAME_OF = type.__dict__["__name__"].__get__
_SHAPE_OF, _DTYPE_OF = (np.ndarray.__dict__[name].__get__ for name in ("shape", "dtype"))

Span = tuple[tuple[int, int], tuple[int, int]]


def operands_of(error: BaseException, sources: Mapping[str, list[str]]) -> list[list[str]]:
    """``[[name, kind, type, text]]`` in the order of the last line of the student's; empty where that cannot be told.

    Raises what a strange frame or source makes of it.
    """
    step = _last(error.__traceback__, sources)
    # A SyntaxError tells of a line that nobody ran; at the top of a file or a class, names may lie in anybody's mapping.
    if step is None or isinstance(error, SyntaxError) or not step.tb_frame.f_code.co_flags & inspect.CO_OPTIMIZED:
        return []
    scope = _expression(step, sources)
    return [] if scope is None else _described(scope, step.tb_frame)


def _last(step: TracebackType | None, sources: Mapping[str, list[str]]) -> TracebackType | None:
    found = None
    while step is not None:
        if step.tb_frame.f_code.co_filename in sources:
            found = step
        step = step.tb_next
    return found


def _expression(step: TracebackType, sources: Mapping[str, list[str]]) -> ast.AST | None:
    """What raised: the expression itself (of ``W @ x + b`` the product), or the statement where it was a value that was stored."""
    code = step.tb_frame.f_code
    positions = list(code.co_positions())
    line, end_line, column, end_column = positions[step.tb_lasti // 2]
    if line is None or end_line is None or column is None or end_column is None:
        return None
    first, last = code.co_firstlineno, max(each[1] or 0 for each in positions)
    text = "\n".join(each.rstrip("\r\n") for each in sources[code.co_filename][first - 1 : last])
    if len(text) > MOST_CHARACTERS:
        return None
    # A method is read with its indentation, so that columns stay as they are.
    inner = text[:1].isspace()
    tree = ast.parse(f"if 1:\n{text}" if inner else text)
    shift = first - 1 - inner
    raised = (line - shift, column), (end_line - shift, end_column)
    statement = None
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and _span(node) == raised and not isinstance(getattr(node, "ctx", None), ast.Store):
            return node
        if isinstance(node, ast.stmt) and _span(node)[0] <= raised[0] and raised[1] <= _span(node)[1]:
            statement = node
    return statement


def _span(node: ast.expr | ast.stmt) -> Span:
    return (node.lineno, node.col_offset), (node.end_lineno or node.lineno, node.end_col_offset or 0)


def _described(scope: ast.AST, frame: FrameType) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    told: set[int] = set()
    # What begins at the same place is tried from the longest: ``self.w`` before ``self``.
    for node in sorted(_read(scope), key=lambda node: (_span(node)[0], [-place for place in _span(node)[1]])):
        value = _NOTHING if id(node) in told else _value(node, frame)
        described = _description(value)
        # That ``self`` is an object says nothing, nor that an attribute is one.
        if described is None or (described[0] == "object" and (not isinstance(node, ast.Name) or node.id == "self")):
            continue
        told |= {id(each) for each in ast.walk(node)}
        name = ast.unparse(node)
        found.setdefault(name, [name[:MAX_NAME], *(each[:MAX_TEXT] for each in described)])
        if len(found) == MOST:
            break
    return list(found.values())


def _read(scope: ast.AST) -> Iterator[ast.expr]:
    """The names that it reads, attributes and constant subscripts of them; of a compound statement those of its head."""
    left = [scope]
    while left:
        node = left.pop()
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Load):
            yield node
        left += [each for each in ast.iter_child_nodes(node) if not isinstance(each, ast.stmt | ast.ExceptHandler)]


def _value(node: ast.expr, frame: FrameType) -> Any:
    """Without running anything of the student's; _NOTHING where that cannot be."""
    if isinstance(node, ast.Name):
        inner = frame.f_locals
        return inner[node.id] if node.id in inner else dict.get(frame.f_globals, node.id, _NOTHING)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        owner = _value(node.value, frame)
        return _NOTHING if issubclass(type(owner), ModuleType) else inspect.getattr_static(owner, node.attr, _NOTHING)
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and isinstance(node.slice, ast.Constant):
        owner, key = _value(node.value, frame), node.slice.value
        if type(owner) is dict and type(key) in (str, int):
            return owner.get(key, _NOTHING)
        if type(owner) in (list, tuple) and type(key) is int and -len(owner) <= key < len(owner):
            return owner[key]
    return _NOTHING


def _description(value: Any) -> tuple[str, str, str] | None:
    """``(kind, type, text)``; None of what is no operand: a module, a function, a class, no value at all."""
    kind = type(value)
    if value is _NOTHING or issubclass(kind, ModuleType):
        return None
    if issubclass(kind, np.ndarray):
        return "array", str(_DTYPE_OF(value)), str(_SHAPE_OF(value))
    text = _text(value.item() if kind in NUMBERS else value)
    if text:
        return "value", "", text
    for base in SIZED:
        if issubclass(kind, base):
            return "sized", base.__name__, str(base.__len__(value))
    return None if callable(value) else ("object", _NAME_OF(kind), "")


def _text(value: Any) -> str:
    """Of a small plain value; numbers to six digits, as everywhere in what is shown."""
    kind = type(value)
    if value is None or kind is bool:
        return repr(value)
    if kind is int:
        return repr(value) if value.bit_length() <= MOST_BITS else ""
    if kind in (float, complex):
        short = f"{value:.6g}"
        return repr(value) if kind(short) == value else short
    return repr(value) if kind is str and len(value) <= LONGEST_TEXT else ""
