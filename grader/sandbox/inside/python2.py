"""The packages by which one file runs under Python 2 and 3 (``future``, ``past``, ``six``), made of Python 3's own. Inside.

Where they are not installed, what nearly every file asks of them is a thing of Python 3 under another name.
"""

from __future__ import annotations

import builtins
import functools
import importlib
import io
import itertools
import numbers
import sys
import types
from collections.abc import Callable, Mapping
from typing import Any

FAMILIES = ("past", "future", "six")


def _old_division(one: Any, other: Any) -> Any:
    """Python 2's: of two whole numbers a whole number."""
    whole = isinstance(one, numbers.Integral) and isinstance(other, numbers.Integral)
    return one // other if whole else one / other


def _with_metaclass(meta: Any, *bases: type) -> Any:
    return meta("temporary_class", bases or (object,), {})


def _add_metaclass(meta: Any) -> Callable[[type], Any]:
    """The class made once more, by its metaclass."""

    def made(cls: type) -> Any:
        slots = cls.__dict__.get("__slots__", ())
        own = {"__dict__", "__weakref__", *((slots,) if isinstance(slots, str) else slots)}
        body = {name: value for name, value in cls.__dict__.items() if name not in own}
        return meta(cls.__name__, cls.__bases__, {**body, "__qualname__": cls.__qualname__})

    return made


# Python 2's builtins, in ``past.builtins``.
OLD: Mapping[str, Any] = {
    "xrange": range, "unicode": str, "basestring": str, "long": int, "unichr": chr, "raw_input": input, "reduce": functools.reduce,
    "intern": sys.intern, "cmp": lambda one, other: (one > other) - (one < other), "str": str, "dict": dict, "chr": chr,
    "range": lambda *args: list(range(*args)), "map": lambda f, *args: list(map(f, *args)),
    "filter": lambda f, values: list(filter(f, values)),
}  # fmt: skip
# Python 3's, in ``six.moves``.
NEW: Mapping[str, Any] = {
    "range": range, "xrange": range, "map": map, "filter": filter, "zip": zip, "input": input, "reduce": functools.reduce,
    "intern": sys.intern, "zip_longest": itertools.zip_longest, "filterfalse": itertools.filterfalse, "StringIO": io.StringIO,
    "cStringIO": io.StringIO,
}  # fmt: skip
# Modules that are called otherwise, in ``six.moves``.
MOVED: Mapping[str, str] = {
    "cPickle": "pickle", "configparser": "configparser", "queue": "queue", "urllib": "urllib", "copyreg": "copyreg",
    "urllib.request": "urllib.request", "urllib.parse": "urllib.parse", "urllib.error": "urllib.error",
    "reprlib": "reprlib", "builtins": "builtins", "html_parser": "html.parser", "http_client": "http.client",
}  # fmt: skip
HELPERS: Mapping[str, Any] = {
    "PY2": False, "PY3": True, "PY34": True, "MAXSIZE": sys.maxsize, "string_types": (str,), "integer_types": (int,),
    "class_types": (type,), "text_type": str, "binary_type": bytes, "native_str": str, "old_div": _old_division,
    "iteritems": lambda d: iter(d.items()), "iterkeys": lambda d: iter(d.keys()), "itervalues": lambda d: iter(d.values()),
    "viewitems": lambda d: d.items(), "viewkeys": lambda d: d.keys(), "viewvalues": lambda d: d.values(),
    "listitems": lambda d: list(d.items()), "listvalues": lambda d: list(d.values()), "lmap": lambda *args: list(map(*args)),
    "lrange": lambda *args: list(range(*args)), "lzip": lambda *args: list(zip(*args, strict=False)), "next": next,
    "lfilter": lambda *args: list(filter(*args)), "unichr": chr, "print_": print, "callable": callable, "u": str,
    "with_metaclass": _with_metaclass, "add_metaclass": _add_metaclass, "python_2_unicode_compatible": lambda cls: cls,
}  # fmt: skip
# ``from future import standard_library; standard_library.install_aliases()``
ALIASES: Mapping[str, Any] = {"install_aliases": lambda: None, "install_hooks": lambda: None}
MODULES: Mapping[str, Mapping[str, Any]] = {
    "past": {}, "past.builtins": OLD, "past.utils": HELPERS,
    "future": {}, "future.builtins": vars(builtins), "future.utils": HELPERS, "future.standard_library": ALIASES,
    "six": HELPERS, "six.moves": NEW,
}  # fmt: skip


class Renamed(types.ModuleType):
    """Its modules are there also where they are asked for as attributes."""

    def __getattr__(self, name: str) -> Any:
        inner = f"{self.__name__}.{name}"
        if not name.startswith("__") and knows(inner):
            return importlib.import_module(inner)
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")


def knows(module: str) -> bool:
    """Whether the module can be had from what Python 3 has."""
    return module in MODULES or bool(_moved(module))


def make(module: str) -> Renamed:
    made = Renamed(module)
    names = vars(importlib.import_module(_moved(module))) if module not in MODULES else MODULES[module]
    made.__dict__.update({name: value for name, value in names.items() if not name.startswith("__")})
    return made


def _moved(module: str) -> str:
    """What a module of ``six.moves`` or ``future.moves`` is called; empty where it is none."""
    family, _, name = module.partition(".moves.")
    return MOVED.get(name, "") if family in ("six", "future") else ""
