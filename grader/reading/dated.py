"""What older and newer Python and NumPy have and this one has not, recognised by the error that it raises. Pure.

The versions are those of NumPy's release notes, "expired deprecations"; a test holds the table against the NumPy that is installed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass

# np.<name>: removed in, write instead.
NUMPY: Mapping[str, tuple[str, str]] = {
    "int": ("1.24", "int"),
    "float": ("1.24", "float"),
    "object": ("1.24", "object"),
    "str": ("1.24", "str"),
    "complex": ("1.24", "complex"),
    "unicode": ("1.24", "str"),
    "rank": ("1.18", "np.ndim"),
    "asscalar": ("1.23", "x.item()"),
    "float_": ("2.0", "np.float64"),
    "complex_": ("2.0", "np.complex128"),
    "string_": ("2.0", "np.bytes_"),
    "unicode_": ("2.0", "np.str_"),
    "longfloat": ("2.0", "np.longdouble"),
    "singlecomplex": ("2.0", "np.complex64"),
    "cfloat": ("2.0", "np.complex128"),
    "bool8": ("2.0", "np.bool_"),
    "int0": ("2.0", "np.intp"),
    "object0": ("2.0", "object"),
    "product": ("2.0", "np.prod"),
    "cumproduct": ("2.0", "np.cumprod"),
    "alltrue": ("2.0", "np.all"),
    "sometrue": ("2.0", "np.any"),
    "NaN": ("2.0", "np.nan"),
    "Inf": ("2.0", "np.inf"),
    "Infinity": ("2.0", "np.inf"),
    "infty": ("2.0", "np.inf"),
    "PINF": ("2.0", "np.inf"),
    "NINF": ("2.0", "-np.inf"),
    "NZERO": ("2.0", "-0.0"),
    "PZERO": ("2.0", "0.0"),
    "round_": ("2.0", "np.round"),
    "mat": ("2.0", "np.array"),
    "msort": ("2.0", "np.sort(x, axis=0)"),
    "asfarray": ("2.0", "np.asarray(x, dtype=float)"),
    "find_common_type": ("2.0", "np.result_type"),
    "fastCopyAndTranspose": ("2.0", "x.T.copy()"),
    "cast": ("2.0", "x.astype(dtype)"),
    "issubclass_": ("2.0", "issubclass"),
    "safe_eval": ("2.0", "ast.literal_eval"),
    "in1d": ("2.4", "np.isin"),
    "trapz": ("2.4", "np.trapezoid"),
    "disp": ("2.0", "print"),
}
# The same one level down: the module's name, the attribute, removed in, write instead.
NUMPY_MODULES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("numpy.lib", "pad"): ("2.0", "np.pad"),
    ("numpy.linalg", "linalg"): ("2.4", "np.linalg"),
}
# Methods of arrays.
NUMPY_METHODS: Mapping[str, tuple[str, str]] = {
    "ptp": ("2.0", "np.ptp(x)"),
    "itemset": ("2.0", "x[index] = value"),
    "newbyteorder": ("2.0", "x.view(x.dtype.newbyteorder(order))"),
}
# Arguments, by function and name.
NUMPY_ARGUMENTS: Mapping[tuple[str, str], tuple[str, str]] = {("reshape", "newshape"): ("2.4", "shape=")}
# Builtins and methods of Python 2.
PYTHON2: Mapping[str, str] = {
    "xrange": "range", "raw_input": "input", "unicode": "str", "basestring": "str", "long": "int", "unichr": "chr",
    "reduce": "functools.reduce", "execfile": "exec(open(name).read())", "has_key": "key in d", "iteritems": "items()",
    "itervalues": "values()", "iterkeys": "keys()",
}  # fmt: skip
# What these modules of Python 2, or names in modules, are now.
PYTHON2_MODULES: Mapping[str, str] = {
    "cPickle": "import pickle", "cStringIO": "from io import StringIO", "StringIO": "from io import StringIO",
    "Queue": "import queue", "ConfigParser": "import configparser", "Tkinter": "import tkinter", "urllib2": "import urllib.request",
    "urlparse": "import urllib.parse", "__builtin__": "import builtins", "commands": "import subprocess",
    "itertools.izip": "zip", "itertools.imap": "map", "itertools.ifilter": "filter",
    "itertools.izip_longest": "itertools.zip_longest", "string.letters": "string.ascii_letters",
    "string.maketrans": "str.maketrans", "sys.maxint": "sys.maxsize", "os.getcwdu": "os.getcwd",
}  # fmt: skip
_ABC = (
    "Callable", "Container", "Hashable", "Iterable", "Iterator", "Generator", "Sized", "Sequence", "MutableSequence", "Set",
    "MutableSet", "Mapping", "MutableMapping", "MappingView", "KeysView", "ItemsView", "ValuesView",
)  # fmt: skip
# What Python 3 had once: removed in, write instead.
GONE: Mapping[str, tuple[str, str]] = {
    **{f"collections.{name}": ("3.10", f"collections.abc.{name}") for name in _ABC},
    "fractions.gcd": ("3.9", "math.gcd"), "time.clock": ("3.8", "time.perf_counter"),
    "inspect.getargspec": ("3.11", "inspect.getfullargspec"), "imp": ("3.12", "import importlib"),
    "typing.io": ("3.13", "typing.IO"), "typing.re": ("3.13", "re.Pattern"),
}  # fmt: skip
# What came with a newer Python than the oldest that grader runs on. The versions are those of "What's new in Python".
CAME: Mapping[str, tuple[str, ...]] = {
    "3.12": (
        "typing.override", "typing.TypeAliasType", "itertools.batched", "math.sumprod", "collections.abc.Buffer",
        "random.binomialvariate", "types.get_original_bases", "calendar.Month", "calendar.Day", "inspect.BufferFlags",
        "inspect.markcoroutinefunction",
    ),
    "3.13": (
        "warnings.deprecated", "copy.replace", "typing.ReadOnly", "typing.TypeIs", "typing.NoDefault",
        "typing.get_protocol_members", "typing.is_protocol", "math.fma", "statistics.kde", "statistics.kde_random",
        "queue.ShutDown", "re.PatternError", "os.process_cpu_count", "types.CapsuleType", "pathlib.UnsupportedOperation",
        "glob.translate", "base64.z85encode", "base64.z85decode",
    ),
    "3.14": (
        "annotationlib", "compression", "string.templatelib", "concurrent.interpreters", "pathlib.types", "functools.Placeholder",
        "operator.is_none", "operator.is_not_none", "heapq.heapify_max", "heapq.heappush_max", "heapq.heappop_max",
        "heapq.heapreplace_max", "heapq.heappushpop_max", "uuid.uuid6", "uuid.uuid7", "uuid.uuid8", "typing.evaluate_forward_ref",
    ),
}  # fmt: skip
NEWER: Mapping[str, str] = {name: version for version, names in CAME.items() for name in names}
RUNNING = f"{sys.version_info[0]}.{sys.version_info[1]}"
PRINTED_TO = "unsupported operand type(s) for >>: 'builtin_function_or_method' and"
SCALAR = "only 0-dimensional arrays can be converted to Python scalars"
WHOLE = (
    "'float' object cannot be interpreted as an integer",
    "slice indices must be integers",
    "expected a sequence of integers or a single integer, got '",
)

_ATTRIBUTE = re.compile(r"module '([\w.]+)' has no attribute '(\w+)'|`np\.(\w+)` was removed")
_IMPORTED = re.compile(r"cannot import name '(\w+)' from '([\w.]+)'")
_MODULE = re.compile(r"[Nn]o module named '([\w.]+)'")
_METHOD = re.compile(r"'(?:numpy\.)?(ndarray|dict)' object has no attribute '(\w+)'")
_NAME = re.compile(r"name '(\w+)' is not defined")
_ARGUMENT = re.compile(r"(\w+)\(\) got an unexpected keyword argument '(\w+)'")


@dataclass(frozen=True, slots=True)
class Dated:
    """The phrase's key, and what it needs."""

    phrase: str
    name: str = ""
    version: str = ""
    instead: str = ""


def find_dated(message: str) -> Dated | None:
    """What the error's message is about, if it is a thing of the past. Nothing of the message itself but known names is kept."""
    if found := _ATTRIBUTE.search(message):
        return _of_module(found[1] or "numpy", found[2] or found[3])
    if found := _IMPORTED.search(message):
        return _of_module(found[2], found[1])
    if found := _MODULE.search(message):
        return _of_python(found[1]) or _of_python(found[1].partition(".")[0])
    if found := _METHOD.search(message):
        if found[1] == "dict" and found[2] in PYTHON2:
            return Dated("dated_python2", found[2], "", PYTHON2[found[2]])
        return _removed(f"x.{found[2]}()", NUMPY_METHODS.get(found[2])) if found[1] == "ndarray" else None
    if (found := _NAME.search(message)) and found[1] in PYTHON2:
        return Dated("dated_python2", found[1], "", PYTHON2[found[1]])
    if found := _ARGUMENT.search(message):
        return _removed(f"np.{found[1]}({found[2]}=...)", NUMPY_ARGUMENTS.get((found[1], found[2])))
    if PRINTED_TO in message:
        return Dated("dated_python2", "print >>file, x", "", "print(x, file=file)")
    if SCALAR in message:
        return Dated("dated_scalar")
    return Dated("dated_division") if any(text in message for text in WHOLE) else None


def _of_python(name: str) -> Dated | None:
    if name in PYTHON2_MODULES:
        return Dated("dated_python2", name, "", PYTHON2_MODULES[name])
    if name in GONE:
        return Dated("dated_moved", name, *GONE[name])
    return Dated("dated_newer", name, NEWER[name], RUNNING) if name in NEWER else None


def _of_module(module: str, name: str) -> Dated | None:
    if module.partition(".")[0] != "numpy":
        return _of_python(f"{module}.{name}")
    if module == "numpy":
        return _removed(f"np.{name}", NUMPY.get(name))
    return _removed(f"np{module.removeprefix('numpy')}.{name}", NUMPY_MODULES.get((module, name)))


def _removed(name: str, entry: tuple[str, str] | None) -> Dated | None:
    return None if entry is None else Dated("dated_numpy", name, *entry)
