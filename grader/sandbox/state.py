"""What a call may change for the whole process, put back to what the file's own import left. Inside.

So a case finds what a fresh worker would have found, whatever ran before it.
"""

from __future__ import annotations

import contextlib
import locale
import os
import random
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np


class Snapshot:
    """Taken after the files were loaded. Restoring never raises."""

    def __init__(self, out: object) -> None:
        self._out: Any = out
        self._random, self._global = random.getstate(), np.random.get_state()  # students use the global generator
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
            lambda: np.random.set_state(self._global),
            lambda: np.set_printoptions(**self._print),
            lambda: np.seterr(**self._errors),
            self._filter,
            lambda: sys.setrecursionlimit(self._depth),
            lambda: locale.setlocale(locale.LC_ALL) != self._locale and locale.setlocale(locale.LC_ALL, self._locale),
            lambda: os.chdir(self._folder),
            self._speak,
        )

    def _filter(self) -> None:
        if warnings.filters != self._filters:
            filters: Any = warnings.filters  # a list, whatever its stub says
            filters[:] = self._filters
            vars(warnings)["_filters_mutated"]()  # else the registries of what was shown go stale

    def _speak(self) -> None:
        sys.stdout = sys.stderr = self._out  # the console


def _folder() -> str:
    try:
        return os.getcwd()  # noqa: PTH109  # a plain string is enough
    except OSError:
        return "/"
