"""What stands in for packages that are not here. Inside.

Plotting and the comforts of notebooks change no number, so for these an inert object does: everything is there, and does nothing.
What computes (torch, pandas, scipy) cannot be stood in for: ``Absent`` may be imported, passed over, and says so when it is used.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any, NoReturn

import numpy as np

from grader.sandbox.remarks import Remarks

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
        if top not in INERT or not isinstance(sys.modules.get(top), InertModule | None):
            return None
        if "." not in fullname:
            self._remarks.add("stand_in", top)
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        return InertModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        if module.__name__ == "pylab":
            # The real one brings numpy's names along, and is mostly imported with a star.
            module.__dict__.update({name: getattr(np, name) for name in np.__all__})
            module.__dict__.update({name: special(name, NOTHING) for name in PYLAB})


class Absent:
    """Stands where a failed import would have put something. May be named, also in an annotation; anything else raises."""

    def __init__(self, text: str, package: str) -> None:
        self.__dict__.update(_text=text, _package=package)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def _missing(self, *_: Any, **__: Any) -> NoReturn:
        raise ModuleNotFoundError(self._text, name=self._package)

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
