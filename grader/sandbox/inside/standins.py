"""What stands in for packages that are not here. Inside.

Plotting and the comforts of notebooks change no number, so for these an inert object does: everything is there, and does nothing.
The packages that bridge Python 2 and 3 are made of what Python 3 has.
What computes (torch, pandas, scipy) cannot be stood in for: ``Absent`` may be imported, passed over, and says so when it is used.
"""

from __future__ import annotations

import builtins
import sys
import types
from collections.abc import Iterator
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any, NoReturn

import numpy as np

from grader.sandbox.inside import python2
from grader.sandbox.inside.causes import Cause, told
from grader.sandbox.inside.remarks import Remarks

INERT = (
    "matplotlib", "mpl_toolkits", "pylab", "seaborn", "plotly", "bokeh", "altair", "cufflinks", "graphviz", "IPython", "ipywidgets",
    "google", "tqdm", "numba", "termcolor", "colorama", "wandb", "nose",
)  # fmt: skip
PYLAB = (
    "figure", "plot", "show", "title", "xlabel", "ylabel", "legend", "grid", "axis", "subplot", "subplots", "imshow", "hist",
    "scatter", "colorbar", "savefig", "close", "xlim", "ylim", "bar", "contour", "contourf", "clf", "gca", "gcf", "rcParams", "cm",
)  # fmt: skip


class Inert:
    """Has every attribute, can be called, indexed, entered; nothing comes of it."""

    def __call__(self, *args: Any, **_kwargs: Any) -> Any:
        # As a decorator it leaves what it decorates as it is.
        if len(args) == 1 and isinstance(args[0], types.FunctionType | type):
            return args[0]
        return self

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return special(name, self)

    def __setattr__(self, _name: str, _value: object) -> None:
        pass

    def __getitem__(self, _key: object) -> Any:
        return self

    def __setitem__(self, _key: object, _value: object) -> None:
        pass

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return True

    def __mro_entries__(self, _bases: object) -> tuple[type, ...]:
        return ()

    def __repr__(self) -> str:
        return "<nothing>"

    def __format__(self, _form: str) -> str:
        return repr(self)

    # Where it is computed with, as the limits of an axis are, nothing comes of it either.
    __array_ufunc__ = None  # an array leaves it to what follows

    def _itself(self, *_: object) -> Any:
        return self

    def _no(self, _other: object) -> bool:
        return False

    def _pair(self, *_: object) -> tuple[Any, Any]:
        return self, self

    def __float__(self) -> float:
        return 0.0

    def __int__(self) -> int:
        return 0

    __index__ = __int__
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __matmul__ = __rmatmul__ = _itself
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __and__ = __rand__ = __or__ = __ror__ = _itself
    __xor__ = __rxor__ = __lshift__ = __rlshift__ = __rshift__ = __rrshift__ = _itself
    __neg__ = __pos__ = __abs__ = __invert__ = __round__ = __floor__ = __ceil__ = __trunc__ = _itself
    __divmod__ = __rdivmod__ = _pair
    __lt__ = __le__ = __gt__ = __ge__ = _no


class Bar:
    """A progress bar without the bar: what it is given passes through."""

    def __init__(self, iterable: Any = (), *_: Any, **__: Any) -> None:
        self._iterable = iterable

    def __iter__(self) -> Iterator[Any]:
        return iter(self._iterable)

    def __len__(self) -> int:
        return len(self._iterable)

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: None


def special(name: str, otherwise: Any) -> Any:
    """The few attributes whose values are unpacked, iterated over or computed with."""
    if name in SPECIAL:
        return SPECIAL[name]
    return Bar if name.startswith("tqdm") else otherwise


def _subplots(nrows: int = 1, ncols: int = 1, *_: Any, squeeze: bool = True, **__: Any) -> tuple[Inert, Any]:
    axes = np.empty((nrows, ncols), dtype=object)
    axes.fill(NOTHING)
    if not squeeze:
        return NOTHING, axes
    return NOTHING, axes.item() if axes.size == 1 else axes.squeeze()


NOTHING = Inert()
SPECIAL: dict[str, Any] = {
    "subplots": _subplots,
    "plot": lambda *_, **__: [NOTHING],
    **dict.fromkeys(("xlim", "ylim", "get_xlim", "get_ylim"), lambda *_, **__: (0.0, 1.0)),
    "axis": lambda *_, **__: (0.0, 1.0, 0.0, 1.0),
    "get_legend_handles_labels": lambda *_, **__: ([], []),
    "hist": lambda *_, **__: (np.zeros(0), np.zeros(0), NOTHING),
    "track": lambda iterable, *_, **__: iterable,
    "trange": range,
    "tnrange": range,
    "prange": range,
    "colored": lambda text, *_, **__: text,
    "get_ipython": lambda: NOTHING,
    "upload": dict,
}
# What Jupyter puts into a notebook without being asked.
NOTEBOOK_NAMES = {"display": NOTHING, "get_ipython": SPECIAL["get_ipython"]}


class InertModule(types.ModuleType):
    """A package of nothing, with submodules of nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return special(name, NOTHING)


class Standins(MetaPathFinder, Loader):
    """After every other finder: what is really here is used."""

    def __init__(self, remarks: Remarks) -> None:
        self._remarks = remarks

    def find_spec(self, fullname: str, _path: object = None, _target: object = None) -> ModuleSpec | None:
        top = fullname.partition(".")[0]
        if top in python2.FAMILIES and isinstance(sys.modules.get(top), python2.Renamed | None) and python2.knows(fullname):
            if "." not in fullname:
                self._remarks.add("renamed", top)
            return ModuleSpec(fullname, self, is_package=True)
        if top not in INERT or not isinstance(sys.modules.get(top), InertModule | None):
            return None
        if "." not in fullname:
            self._remarks.add("stand_in", top)
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        return python2.make(spec.name) if python2.knows(spec.name) else InertModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        if module.__name__ == "pylab":
            # The real one brings numpy's names along, and is mostly imported with a star.
            module.__dict__.update({name: getattr(np, name) for name in np.__all__})
            module.__dict__.update({name: special(name, NOTHING) for name in PYLAB})


class Absent:
    """Stands where a failed import would have put something. May be named, also in an annotation; anything else raises."""

    def __init__(self, text: str, package: str, *, found: bool = False, cause: Cause = ()) -> None:
        """``found``: the module is here, and only lacks the name, or cannot be read."""
        kind = ImportError if found else ModuleNotFoundError
        self.__dict__.update(_text=text, _package=package, _error=kind, _cause=cause)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def _missing(self, *_: Any, **__: Any) -> NoReturn:
        raise told(self._error(self._text, name=self._package), self._cause)

    def __or__(self, _other: object) -> Absent:
        return self

    __ror__ = __or__

    def __instancecheck__(self, _value: object) -> bool:
        return False

    def __repr__(self) -> str:
        return f"<{self._package}, which is not available here>"

    __call__ = __iter__ = __len__ = __bool__ = __float__ = __int__ = __index__ = __getitem__ = __setitem__ = __contains__ = _missing
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __matmul__ = __rmatmul__ = _missing
    __neg__ = __pow__ = __rpow__ = __lt__ = __le__ = __gt__ = __ge__ = __enter__ = __exit__ = __array__ = __mro_entries__ = _missing


class Leaving:
    """``exit`` and ``quit``, which an ordinary Python has among its builtins."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, *code: object) -> NoReturn:
        raise SystemExit(*code)

    def __repr__(self) -> str:
        return f"Use {self._name}() or Ctrl-D (i.e. EOF) to exit"


class Telling:
    """``help``, ``copyright``, ``credits`` and ``license``: what they print would help nobody here."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, *_: object) -> None:
        pass

    def __repr__(self) -> str:
        return f"Type {self._name}() to see more"


def provide_builtins() -> None:
    """Those that Python's start adds (module ``site``), which a worker goes without."""
    for kind, names in ((Leaving, ("exit", "quit")), (Telling, ("help", "copyright", "credits", "license"))):
        for name in names:
            setattr(builtins, name, kind(name))
