"""What older Python and NumPy had and this one has not, recognised by the error that it raises. Pure; knows no student code.

The versions are those of NumPy's release notes, "expired deprecations"; a test holds the table against the NumPy that is installed.
"""

from __future__ import annotations

import re
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
SCALAR = "only 0-dimensional arrays can be converted to Python scalars"
WHOLE = (
    "'float' object cannot be interpreted as an integer",
    "slice indices must be integers",
    "expected a sequence of integers or a single integer, got '",
)

_ATTRIBUTE = re.compile(r"module '(numpy[\w.]*)' has no attribute '(\w+)'|`np\.(\w+)` was removed")
_IMPORTED = re.compile(r"cannot import name '(\w+)' from '(numpy[\w.]*)'")
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
        return _of_numpy(found[1] or "numpy", found[2] or found[3])
    if found := _IMPORTED.search(message):
        return _of_numpy(found[2], found[1])
    if found := _METHOD.search(message):
        if found[1] == "dict" and found[2] in PYTHON2:
            return Dated("dated_python2", found[2], "", PYTHON2[found[2]])
        return _removed(f"x.{found[2]}()", NUMPY_METHODS.get(found[2])) if found[1] == "ndarray" else None
    if (found := _NAME.search(message)) and found[1] in PYTHON2:
        return Dated("dated_python2", found[1], "", PYTHON2[found[1]])
    if found := _ARGUMENT.search(message):
        return _removed(f"np.{found[1]}({found[2]}=...)", NUMPY_ARGUMENTS.get((found[1], found[2])))
    if SCALAR in message:
        return Dated("dated_scalar")
    return Dated("dated_division") if any(text in message for text in WHOLE) else None


def _of_numpy(module: str, name: str) -> Dated | None:
    if module == "numpy":
        return _removed(f"np.{name}", NUMPY.get(name))
    return _removed(f"np{module.removeprefix('numpy')}.{name}", NUMPY_MODULES.get((module, name)))


def _removed(name: str, entry: tuple[str, str] | None) -> Dated | None:
    return None if entry is None else Dated("dated_numpy", name, *entry)
