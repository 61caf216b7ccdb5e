"""What hides which name or construct an answer uses, so that it may not stand beside what is forbidden. Inside."""

from __future__ import annotations

import ast

# What runs a text or bytes, so that nothing is to be seen in the tree; wherever it stands, and whatever is forbidden.
RUNS = frozenset({"eval", "exec", "compile", "__import__"})
RUNNING = frozenset(
    {
        *(("importlib",), ("builtins",), ("ctypes",), ("pickle",), ("marshal",), ("runpy",), ("code",), ("codeop",), ("pkgutil",)),
        *(
            ("imp",),
            ("cProfile",),
            ("profile",),
            ("pdb",),
            ("bdb",),
            ("doctest",),
            ("pydoc",),
            ("zipimport",),
            ("unittest", "mock"),
            ("logging", "config"),
            ("timeit", "main"),
            ("numpy", "f2py"),
            ("numpy", "lib", "format"),
            ("numpy", "lib", "npyio"),
            ("pandas", "eval"),
            ("pandas", "read_pickle"),
        ),
        *(("timeit", "timeit"), ("timeit", "repeat"), ("timeit", "Timer"), ("trace", "Trace")),
        *(("typing", "get_type_hints"), ("typing", "ForwardRef"), ("types", "FunctionType"), ("types", "CodeType")),
        *(("numpy", "testing", "runstring"), ("numpy", "testing", "rundocs"), ("numpy", "testing", "measure")),
        ("numpy", "testing", "_private"),
    }
)
# What leads to a name without naming it.
LEADS = frozenset({"globals", "locals", "vars", "breakpoint", "__builtins__", "__loader__", "__spec__"})
LEADING = frozenset(
    {
        *(
            ("inspect",),
            ("gc",),
            ("sys", "modules"),
            ("sys", "_getframe"),
            ("sys", "meta_path"),
            ("sys", "path_hooks"),
            ("sys", "breakpointhook"),
            ("sys", "__breakpointhook__"),
            ("operator", "attrgetter"),
            ("operator", "methodcaller"),
        ),
        *(("string", "Formatter"), ("dataclasses", "fields"), ("types", "MethodType")),
    }
)
# What of the standard library an answer may use beside a forbidden name; the rest of it imports or runs what a text names, in more
# ways than anybody lists (``shelve``, ``multiprocessing``, ``copyreg``, ``xmlrpc`` ...), and is no part of a numerical answer.
HARMLESS = frozenset({
    "__future__", "abc", "argparse", "array", "ast", "base64", "binascii", "bisect", "bz2", "calendar", "cmath",
    "collections", "colorsys", "contextlib", "contextvars", "copy", "csv", "dataclasses", "datetime", "decimal", "difflib",
    "enum", "errno", "fnmatch", "fractions", "functools", "getpass", "glob", "graphlib", "gzip", "hashlib", "heapq", "hmac",
    "html", "io", "itertools", "json", "keyword", "locale", "logging", "lzma", "math", "numbers", "operator", "os",
    "pathlib", "platform", "posixpath", "ntpath", "pprint", "queue", "random", "re", "reprlib", "resource", "secrets",
    "shutil", "signal", "statistics", "stat", "string", "struct", "sys", "tempfile", "textwrap", "threading", "time",
    "timeit", "tokenize", "traceback", "types", "typing", "unicodedata", "urllib", "uuid", "warnings", "weakref", "zipfile",
    "zlib", "zoneinfo",
})  # fmt: skip
# Annotations that only name types are left unread, since they compute nothing; so nobody may read them.
ANNOTATIONS = frozenset({"__annotations__", "__annotate__", "__dataclass_fields__"})
INNER = frozenset(
    {
        *("__globals__", "__builtins__", "__subclasses__", "__getattribute__", "__loader__", "__spec__", "__wrapped__"),
        *(
            "__self__",
            "__func__",
            "__get__",
            "__getattr__",
            "__code__",
            "__closure__",
            "cell_contents",
            "__reduce__",
            "__reduce_ex__",
        ),
        *("f_globals", "f_builtins", "f_locals", "f_back", "tb_frame", "gi_frame", "cr_frame", "ag_frame"),
    }
)
# By this name an AttributeError has the object that lacked the attribute, a module for instance.
OF_ERRORS = frozenset({"obj"})
INNER |= OF_ERRORS
# Methods that put something into what they are called on.
MUTATORS = frozenset(
    {"append", "appendleft", "extend", "extendleft", "insert", "update", "setdefault", "add", "__setitem__", "__setattr__"}
)
CONTAINERS = frozenset({"list", "dict", "set", "object", "type"})
SPACES = frozenset({"globals", "locals", "vars"})


def root_of(node: ast.AST) -> ast.AST:
    """What a chain of attributes and subscripts begins with."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node


def changed(node: ast.AST) -> list[ast.expr]:
    """What the node by itself changes: ``x.y = 1``, ``x[0] = 1``, ``del x.y``, ``setattr(x, ...)``, ``x.append(...)``."""
    if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
        return [node.value]
    if not isinstance(node, ast.Call):
        return []
    if isinstance(node.func, ast.Name) and node.func.id in ("setattr", "delattr"):
        return node.args[:1]
    if isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
        of_a_type = isinstance(node.func.value, ast.Name) and node.func.value.id in CONTAINERS
        return node.args[:1] if of_a_type else [node.func.value]
    return []


def rewrites(node: ast.AST) -> bool:
    """Whether the node by itself may give a name of the file another value, and no name says so."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RUNS:
        asked = node.args[0] if node.args and node.func.id == "eval" else None
        return not (isinstance(asked, ast.Call) and isinstance(asked.func, ast.Name) and asked.func.id == "input")
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr):
        return node.value is not None and _is_space(node.value)
    return any(_is_space(each) for each in changed(node))


def _is_space(node: ast.expr) -> bool:
    """``globals()``, ``sys.modules[...]``, ``x.__dict__``: a whole module or its names."""
    at: ast.AST = node
    while isinstance(at, ast.Attribute | ast.Subscript):
        if isinstance(at, ast.Attribute) and at.attr in ("modules", "__dict__"):
            return True
        at = at.value
    return isinstance(at, ast.Call) and isinstance(at.func, ast.Name) and (at.func.id in SPACES or at.func.id in RUNS)
