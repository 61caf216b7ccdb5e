"""What a call may change for the whole process, put back to what the file's own import left. Inside.

So a case finds what a fresh worker would have found, whatever ran before it.
"""

from __future__ import annotations

import contextlib
import ctypes
import locale
import os
import random
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

WORDS = 624 + 1


class Snapshot:
    """Taken after the files were loaded. Restoring never raises."""

    def __init__(self, out: object) -> None:
        self._out: Any = out
        self._random = random.getstate()
        self._global = GlobalGenerator()  # students use it
        self._print, self._errors = np.get_printoptions(), np.geterr()
        self._filters = list(warnings.filters)
        self._depth = sys.getrecursionlimit()
        self._locale = locale.setlocale(locale.LC_ALL)
        self._folder = _folder()

    def restore(self) -> None:
        for step in self._steps():
            # Whatever a student did to these functions, a case has to begin.
            with contextlib.suppress(Exception):
                step()

    def _steps(self) -> tuple[Callable[[], object], ...]:
        return (
            lambda: random.setstate(self._random),
            self._global.restore,
            self._format,
            lambda: np.seterr(**self._errors),
            self._filter,
            lambda: sys.setrecursionlimit(self._depth),
            lambda: locale.setlocale(locale.LC_ALL) != self._locale and locale.setlocale(locale.LC_ALL, self._locale),
            lambda: os.chdir(self._folder),
            self._speak,
        )

    def _format(self) -> None:
        if np.get_printoptions() != self._print:
            np.set_printoptions(**self._print)

    def _filter(self) -> None:
        if warnings.filters != self._filters:
            filters: Any = warnings.filters  # a list, whatever its stub says
            filters[:] = self._filters
            vars(warnings)["_filters_mutated"]()  # else the registries of what was shown go stale

    def _speak(self) -> None:
        sys.stdout = sys.stderr = self._out  # the console


class GlobalGenerator:
    """The state of NumPy's global generator, put back only where something was drawn: setting it takes longer than most calls."""

    def __init__(self) -> None:
        self._state: Any = np.random.get_state(legacy=False)
        # A normal number that is kept for the next draw may be used up without a trace in the rest of the state.
        self._holds_one = bool(self._state["has_gauss"])
        self._words = _words()

    def restore(self) -> None:
        if self._holds_one or self._words is None or _words() != self._words:
            np.random.set_state(self._state)


def _words() -> bytes | None:
    """The 624 words of the Mersenne twister and the place among them, as they lie in memory; None for any other generator."""
    generator: Any = vars(np.random).get("get_bit_generator", lambda: None)()
    return ctypes.string_at(generator.ctypes.state_address, WORDS * 4) if type(generator) is np.random.MT19937 else None


def _folder() -> str:
    try:
        return os.getcwd()  # noqa: PTH109  # a plain string is enough
    except OSError:
        return "/"
