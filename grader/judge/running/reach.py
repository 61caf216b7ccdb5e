"""Whether a text may reach what outlives its process: a counter of the kernel's, a file, a clock. By its words, before it runs.

Whoever reaches such a thing can hand on from one worker to the next that the last one ended, which happens where an answer was
wrong. So such code gets a fresh worker for every case, whatever it answers, and a worker's end tells it nothing. Strict: what
is not known to keep to itself counts as reaching; that costs an honest file some milliseconds a case, and nothing else.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import ModuleType

# Modules that neither tell the time nor touch files, processes or the kernel, but through attributes that are named below.
KEEPING = frozenset({
    "__future__", "abc", "bisect", "cmath", "collections", "copy", "dataclasses", "decimal", "enum", "fractions", "functools",
    "heapq", "itertools", "math", "matplotlib", "numbers", "numpy", "pandas", "random", "scipy", "sklearn", "statistics",
    "torch", "typing", "warnings",
})  # fmt: skip
# Read anywhere, in a comment too: nobody needs these words for anything else.
REACHING = frozenset({
    "os", "sys", "posix", "ctypes", "ctypeslib", "subprocess", "socket", "importlib", "builtins", "mmap", "open", "exec",
    "eval", "compile", "getattr", "globals", "locals", "vars", "dir", "breakpoint", "datetime64", "get_type_hints",
    "ForwardRef", "singledispatch", "singledispatchmethod", "memmap", "open_memmap", "bltns", "fromfile", "tofile", "DataSource",
    "f2py", "distutils", "fromregex", "M8", "busday_offset", "mrecords", "formatwarning", "showwarning", "warn_explicit",
    "setattr", "delattr", "update_wrapper", "wraps", "make_dataclass", "NpzFile",
})  # fmt: skip
# Of a module of standard Python's, as an attribute of another one; these are functions of NumPy's and SciPy's as well.
HOMONYMS = frozenset({"array", "copy", "random", "select", "signal", "trace", "statistics", "fractions", "math"})
MODULES = sys.stdlib_module_names - HOMONYMS - {"numbers", "cmath"}
# What files are read and written with, what runs a text or a string of them, and what NumPy loads only where somebody asks for it.
OF_FILES = frozenset(
    {"core", "load", "save", "savez", "savez_compressed", "loadtxt", "savetxt", "genfromtxt", "savefig", "testing"}
)
AWAY = MODULES | OF_FILES
FRAMES = ("f_", "tb_", "gi_", "cr_", "ag_", "co_", "read_", "to_")
# What classes define, and what the end of a script asks; any other name of Python's own leads somewhere.
SPECIAL = frozenset({
    "name", "main", "init", "post_init", "call", "repr", "str", "len", "getitem", "setitem", "contains", "iter", "next", "eq",
    "ne", "lt", "le", "gt", "ge", "hash", "bool", "float", "int", "abs", "neg", "pos", "invert", "add", "radd", "iadd", "sub",
    "rsub", "isub", "mul", "rmul", "imul", "truediv", "rtruediv", "itruediv", "floordiv", "mod", "pow", "rpow", "matmul",
    "rmatmul", "enter", "exit", "all", "version", "author", "future", "doc", "slots",
})  # fmt: skip
# What all their names are taken of without one that is a module.
WITH_STAR = frozenset({"math", "cmath", "numpy", "numpy.linalg", "numpy.random"})
_WORD = re.compile(r"\w+")
_ATTRIBUTE = re.compile(r"\.(?:\s|\\|#[^\n]*\n)*(\w+)")
# What a module keeps for itself imports, runs and tells the time. An object's own is asked of ``self``, by a name that no
# module has.
_PRIVATE = re.compile(r"(\b(?:self|cls|other)(?:\.\w+)*)?\.(?:\s|\\|#[^\n]*\n)*(_(?!_)\w+)")
# Packages whose modules are not here to be asked for their names.
ELSEWHERE = frozenset({"matplotlib", "pandas", "scipy", "sklearn", "torch"})
_IMPORT = re.compile(r"(?:^|[;:])[ \t]*(?:import\b([^\n;]*)|from\b([\w. \t]+?)\bimport\b\s*(\([^)]*|[^\n;]*))", re.MULTILINE)
_MATCH = re.compile(r"^\s*case\b.*:", re.MULTILINE)
_CODING = re.compile(r"\A(?:[^\n]*\n)?[^\n]*coding[:=]\s*([-\w.]+)")


def reaches_out(files: Iterable[tuple[str, bytes]], own: Iterable[str] = ()) -> bool:
    """``own``: names of modules that come with the files."""
    names = frozenset(own) - sys.stdlib_module_names  # of these standard Python's come first
    return any(_reaches(content, names) for _, content in files)


def leads_away(name: str) -> bool:
    """Whether an attribute of that name may be a module that reaches, or something that reads, writes or runs."""
    return not {name, name.lstrip("_")}.isdisjoint(AWAY) or name.startswith(FRAMES)


@lru_cache(maxsize=64)  # the same files are opened once for each convention, and to be explained
def _reaches(content: bytes, own: frozenset[str]) -> bool:
    try:
        text = unicodedata.normalize("NFKC", content.decode())  # as Python reads names, and then lines
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", " ")
    except UnicodeDecodeError:
        return True
    coding = _CODING.match(text)
    if coding is not None and coding[1].lower().replace("_", "-") not in ("utf-8", "utf8"):
        return True
    words = set(_WORD.findall(text))  # modules go by names that begin with an underscore, too
    return (
        not REACHING.isdisjoint(word.lstrip("_") for word in words)
        or any(word.startswith("__") and word.strip("_") not in SPECIAL for word in words)
        or any(leads_away(name) for name in _ATTRIBUTE.findall(text))
        or any(not owner or not words.isdisjoint(ELSEWHERE) or name in _kept_by_modules() for owner, name in _PRIVATE.findall(text))
        or any(name not in KEEPING | own for name in _imported(text.replace("\\\n", " ")))
        or _MATCH.search(text) is not None  # a pattern takes attributes by their names
    )


@lru_cache(maxsize=1)
def _kept_by_modules() -> frozenset[str]:
    """The names that begin with an underscore in the modules of NumPy and of standard Python that may be imported."""
    modules = [module for name, module in list(sys.modules.items()) if name.partition(".")[0] in KEEPING]
    own = (module for module in modules if isinstance(module, ModuleType))  # some stand for a module that is not there
    return frozenset(name for module in own for name in vars(module) if name.startswith("_"))


def _imported(text: str) -> Iterator[str]:
    """The modules, and of what is imported from one every name that is a module's."""
    for plain, source, names in _IMPORT.findall(text):
        if source:
            yield source.partition(".")[0].strip() or source
            yield from (name for name in _WORD.findall(names) if leads_away(name) or name.startswith("_"))
            if "*" in names and source.strip() not in WITH_STAR:
                yield names
        else:
            yield from (each.split()[0].partition(".")[0] for each in plain.split("#")[0].split(",") if each.strip())
