"""Whether a text's code sees no more than values: not where things lie in memory, nor its own text. Inside.

Where a value lies tells what its process did before, that its text was read for instance. Strict: what it does not know counts as
seeing. In a process that runs none of the text.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Sequence

from grader.sandbox.inside.branches import branches
from grader.sandbox.inside.definitions import names_types

# What writes a value as text, in which an address may stand, what is in an order that hangs on addresses, and what reads buffers.
NOT_NAMES = frozenset({
    "repr", "str", "format", "ascii", "set", "frozenset", "chr", "bytes", "bytearray", "object", "hash", "id",
    "memoryview", "print",
})  # fmt: skip
# The same of NumPy's, what shows texts and docstrings, what an exception was made with, and padding that nobody fills.
NOT_ATTRIBUTES = frozenset({
    "args", "format", "format_map", "info", "source", "lookfor", "who", "byte_bounds", "deprecate", "deprecate_with_doc",
    "add_docstring", "add_newdoc", "add_newdoc_ufunc", "array2string", "array_repr", "array_str", "tobytes", "tostring", "tofile",
    "dump", "dumps", "str_", "bytes_", "string_", "unicode_", "object_", "format_float_positional", "format_float_scientific",
    "void", "frombuffer", "fromstring", "from_bytes", "to_bytes", "encode", "fromhex", "hex", "byteswap", "getfield", "setfield",
    "longdouble", "clongdouble", "longfloat", "clongfloat", "float128", "complex256", "record", "view",
    # Texts that stand nowhere, such as "f" + "16".
    "translate", "maketrans", "upper", "lower", "swapcase", "capitalize", "title", "casefold", "replace", "zfill",
})  # fmt: skip
# Attributes of frames, code, tracebacks and generators.
NOT_BEGINNINGS = ("f_", "co_", "tb_", "gi_", "cr_", "ag_")
# Types by which arrays hold texts, objects, records or dates, of which one is "now", or have padding; in texts with their sizes.
NOT_TYPES = frozenset({
    "U", "S", "a", "V", "O", "T", "M", "g", "G", "f16", "c32", "str", "object", "bytes", "string", "unicode", "void", "longdouble",
    "clongdouble", "float128", "complex256", "datetime",
})  # fmt: skip
LAYOUTS = frozenset({"offsets", "itemsize", "aligned", "align"})
# How a view of a dictionary may be used at once. Kept, two of them make a set.
VIEWS = frozenset({"keys", "items"})
TAKES_VIEWS = frozenset({"list", "tuple", "sorted", "len", "enumerate", "zip", "max", "min", "sum", "dict", "reversed"})
SAID_WITH = frozenset({"end", "sep", "flush"})
# What any exception has. Of one that has more a text may be had again by that name.
OF_EXCEPTIONS = frozenset(dir(Exception))
# Sets are in an order that hangs on addresses; a text that is put together may hold one.
ORDERED_BY_ADDRESS = frozenset({ast.JoinedStr, ast.Set, ast.SetComp})
# What may print or raise, and what may have annotations.
SAYING = frozenset({ast.Expr, ast.Raise, ast.Assert})
ANNOTATED = frozenset({ast.arg, ast.AnnAssign, ast.FunctionDef, ast.AsyncFunctionDef})


def is_blind(node: ast.AST, bound: Collection[str]) -> bool:
    """``bound``: the names that the file binds anywhere. Raises RecursionError."""
    # Asked of every node of a text: the commonest kinds first.
    kind = type(node)
    if isinstance(node, ast.Name):
        return node.id not in NOT_NAMES
    if isinstance(node, ast.Constant):
        return not _is_pattern(node.value)
    if kind is ast.alias:  # by whatever name
        return node.name not in NOT_ATTRIBUTES  # type: ignore[attr-defined]  # as all of these
    if isinstance(node, ast.Attribute):
        # A view that is not called at once is kept.
        if node.attr in NOT_ATTRIBUTES or node.attr in VIEWS or node.attr.startswith(NOT_BEGINNINGS):
            return False
    elif kind in ORDERED_BY_ADDRESS or (isinstance(node, ast.keyword) and node.arg in LAYOUTS):
        return False
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True  # a docstring
    elif _makes_text(node):
        return False
    said = _said(node, bound) if kind in SAYING else None
    for each in _children(node, bound) if said is None else [part for one in said for part in _parts(one)]:
        if not is_blind(each, bound):
            return False
    return True


def _children(node: ast.AST, bound: Collection[str]) -> Sequence[ast.AST]:
    """Without what of the node is harmless just there."""
    if isinstance(node, ast.ClassDef):  # ``class C(object)``; ``__str__`` is no text
        bases = [each for each in node.bases if not (isinstance(each, ast.Name) and each.id == "object")]
        return [*node.body, *node.decorator_list, *node.keywords, *bases]
    children = branches(node)
    if type(node) in ANNOTATED:
        types = getattr(node, "annotation", None), getattr(node, "returns", None)
        children = [child for child in children if not (child in types and names_types(child))]
    for place, child in enumerate(children):
        if isinstance(child, ast.Call) and (view := _viewed(child)) is not None:
            # No view of it may be kept.
            children[place] = view if _takes_view(node, child, bound) else ast.Set([])
    return children


def _viewed(call: ast.Call) -> ast.expr | None:
    """What ``d.keys()`` is a view of."""
    return call.func.value if isinstance(call.func, ast.Attribute) and call.func.attr in VIEWS else None


def _takes_view(node: ast.AST, view: ast.AST, bound: Collection[str]) -> bool:
    if isinstance(node, ast.For | ast.comprehension):
        return view is node.iter
    if isinstance(node, ast.Compare):
        return all(isinstance(each, ast.In | ast.NotIn) for each in node.ops)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TAKES_VIEWS.difference(bound)


def _is_pattern(value: object) -> bool:
    """A text that values may be put into, or that names a type of texts or records; bytes, which other buffers may be joined to."""
    if not isinstance(value, str):
        return isinstance(value, bytes)
    fields = [each.partition("[")[0].strip(" ()<>=|") for each in value.split(",")]
    kinds = {each.rstrip("0123456789_") for each in fields} | set(fields)
    return "%" in value or "{" in value or value in LAYOUTS or not kinds.isdisjoint(NOT_TYPES)


def _makes_text(node: ast.AST) -> bool:
    """Whether it cuts or joins a text, which may be the name of a type then: ``"f" + "16"``, ``"xU9"[1:]``."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add) and (_is_text(node.left) or _is_text(node.right))
    if isinstance(node, ast.Subscript | ast.AugAssign):
        return _is_text(node.value)
    return False


def _said(node: ast.AST, bound: Collection[str]) -> Sequence[ast.expr] | None:
    """What a statement prints, or raises an exception of Python's with: none of the file's own code gets to see that text."""
    if isinstance(node, ast.Assert) and node.msg is not None:
        return [ast.Tuple([node.test], ast.Load()), node.msg]
    call = node.exc if isinstance(node, ast.Raise) else node.value if isinstance(node, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id in bound:
        return None
    if isinstance(node, ast.Expr):
        plain = call.func.id == "print" and {each.arg for each in call.keywords} <= SAID_WITH
        return [*call.args, *(each.value for each in call.keywords)] if plain else None
    kind = getattr(builtins, call.func.id, None)
    cause = [] if node.cause is None else [node.cause]  # type: ignore[attr-defined]  # it raises
    silent = isinstance(kind, type) and issubclass(kind, Exception) and OF_EXCEPTIONS.issuperset(dir(kind))
    return [*call.args, *cause] if silent and not call.keywords else None


def _parts(said: ast.expr) -> list[ast.AST]:
    """What is put into the text."""
    if isinstance(said, ast.Constant):
        return []
    if isinstance(said, ast.JoinedStr):
        filled = [each for each in said.values if isinstance(each, ast.FormattedValue)]
        specs = [part for each in filled if each.format_spec is not None for part in _parts(each.format_spec)]
        return [*(each.value for each in filled), *specs]
    if isinstance(said, ast.BinOp) and isinstance(said.op, ast.Mod) and _is_text(said.left):
        return [said.right]
    if isinstance(said, ast.Call) and isinstance(called := said.func, ast.Attribute) and called.attr == "format":
        return [*said.args, *said.keywords] if _is_text(called.value) else [said]
    return [said]


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
