"""What a call may change for the whole process, put back to what the file's own import left. Inside.

So a case finds what a fresh worker would have found, whatever ran before it.
"""

from __future__ import annotations

import _random
import contextlib
import ctypes
import gc
import locale
import os
import random
import struct
import sys
import tempfile
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import numpy as np

from grader.sandbox.inside.draws import STREAM

WORDS = 624 + 1


class Snapshot:
    """Taken after the files were loaded. Restoring never raises.

    Nearly every file leaves all of it alone, and nearly every call too: so it is compared first, and set where it differs.
    """

    def __init__(self, out: object, before: Snapshot | None = None, *, draws: bool = False) -> None:
        """``before``: an earlier one, of which is taken over what has not changed. ``draws``: files may have made generators."""
        self._out: Any = out
        self._parts: tuple[Part, ...] = before._parts if before and before.holds() else tuple(kind() for kind in PARTS)  # noqa: SLF001  # of its own class
        self._folder = _folder()
        self._own = _own_generators() if draws else ()
        WARN_ANEW()

    def holds(self) -> bool:
        """Whether everything but the folder is still as it was."""
        return all(part.holds() for part in self._parts)

    def restore(self) -> None:
        try:
            changed = not (self.holds() and _folder() == self._folder)
        except Exception:  # noqa: BLE001  # whatever a student did to these functions, a case has to begin
            changed = True
        if changed:
            for part in self._parts:
                part.restore()
            with contextlib.suppress(Exception):
                os.chdir(self._folder)
        for set_back, state in self._own:
            with contextlib.suppress(Exception):
                set_back(state)
        sys.stdout = sys.stderr = self._out  # the console
        WARN_ANEW()


class Part(Protocol):
    """One thing that belongs to the whole process."""

    def holds(self) -> bool:
        """Whether it is still as it was when this was made."""

    def restore(self) -> None:
        """Set it where it differs. Never raises, whatever a student did to the functions for it."""


class Settings:
    """What one function tells and another sets, five times."""

    def __init__(self) -> None:
        self._values = [(read, read(), write) for read, write in SETTINGS]

    def holds(self) -> bool:
        return all(read() == value for read, value, _ in self._values)

    def restore(self) -> None:
        for read, value, write in self._values:
            with contextlib.suppress(Exception):  # each for itself
                if read() != value:
                    write(value)


class PythonGenerator:
    """The state of Python's global generator."""

    def __init__(self) -> None:
        self._state = random.getstate()
        self._generator: Any = vars(random).get("_inst")
        plain = _PLAIN_LAYOUT and type(self._generator) is random.Random
        self._memory = _Memory(id(self._generator) + _HEAD) if plain else None

    def holds(self) -> bool:
        # A normal number may be kept for the next draw. None is kept by nearly everybody, and nobody's object is asked.
        if self._memory is None or self._state[2] is not None or vars(random).get("_inst") is not self._generator:
            return False
        return vars(self._generator).get("gauss_next") is None and self._memory.holds()

    def restore(self) -> None:
        with contextlib.suppress(Exception):
            if not self.holds():
                random.setstate(self._state)


class GlobalGenerator:
    """The state of NumPy's global generator. Setting it takes longer than most calls."""

    def __init__(self) -> None:
        self._state: Any = np.random.get_state(legacy=False)
        self._generator: Any = _numpys()
        # A normal number that is kept for the next draw may be used up without a trace in the rest of the state.
        plain = type(self._generator) is np.random.MT19937 and not self._state["has_gauss"]
        self._memory = _Memory(self._generator.ctypes.state_address) if plain else None

    def holds(self) -> bool:
        return self._memory is not None and _numpys() is self._generator and self._memory.holds()

    def restore(self) -> None:
        with contextlib.suppress(Exception):
            if not self.holds():
                np.random.set_state(self._state)


class SystemDraws:
    """What was drawn from the system, and which names temporary files get next: from here on every case draws the same."""

    def __init__(self) -> None:
        names = vars(tempfile)
        self._place, self._names, self._folder = STREAM.place, names.get("_name_sequence"), names.get("tempdir")

    def holds(self) -> bool:
        names = vars(tempfile)
        return STREAM.place == self._place and names["_name_sequence"] is self._names and names["tempdir"] is self._folder

    def restore(self) -> None:
        STREAM.place = self._place
        vars(tempfile).update(_name_sequence=self._names, tempdir=self._folder)


class _Memory:
    """The 624 words of a Mersenne twister and the place among them, as they lie in memory."""

    def __init__(self, address: int) -> None:
        self._there = (ctypes.c_char * (WORDS * 4)).from_address(address)
        self._words = self._there.raw

    def holds(self) -> bool:
        return self._there.raw == self._words


# After it every place that warned once warns again: what a case prints does not hang on the cases before it.
WARN_ANEW: Callable[[], object] = vars(warnings).get("_filters_mutated", lambda: None)  # Python's own, which it may rename


def _filter(wanted: list[Any]) -> None:
    filters: Any = warnings.filters  # a list, whatever its stub says
    filters[:] = wanted
    WARN_ANEW()


SETTINGS: tuple[tuple[Callable[[], Any], Callable[[Any], object]], ...] = (
    (np.get_printoptions, lambda value: np.set_printoptions(**value)),
    (np.geterr, lambda value: np.seterr(**value)),
    (lambda: list(warnings.filters), _filter),
    (sys.getrecursionlimit, sys.setrecursionlimit),
    (lambda: locale.setlocale(locale.LC_ALL), lambda value: locale.setlocale(locale.LC_ALL, value)),
)
PARTS: tuple[Callable[[], Part], ...] = (PythonGenerator, GlobalGenerator, Settings, SystemDraws)


def _own_generators() -> tuple[tuple[Callable[[Any], object], Any], ...]:
    """How to set back each generator that the files made when they were imported, wherever they keep it; and to what.

    What was made before the fork is frozen, so that only the worker's own objects are looked at. By the exact type: nobody's
    own class is asked.
    """
    found: list[tuple[Callable[[Any], object], Any]] = []
    for each in gc.get_objects():
        kind = type(each)
        if kind is random.Random:
            found.append((each.setstate, each.getstate()))
        elif kind is np.random.RandomState:
            found.append((each.set_state, each.get_state(legacy=False)))
        elif kind in BIT_GENERATORS:
            found.append((partial(setattr, each, "state"), each.state))
    return tuple(found)


BIT_GENERATORS = frozenset({np.random.MT19937, np.random.PCG64, np.random.PCG64DXSM, np.random.Philox, np.random.SFC64})


def _has_plain_layout() -> bool:
    """Whether Python's generator is an object's head, the place among the words, and the words; tried on one."""
    if sys.implementation.name != "cpython" or _random.Random.__basicsize__ < _HEAD + WORDS * 4:
        return False
    generator = random.Random(1)  # noqa: S311  # nothing is kept secret by it
    *words, place = generator.getstate()[1]
    return ctypes.string_at(id(generator) + _HEAD, WORDS * 4) == struct.pack(f"=i{WORDS - 1}I", place, *words)


_HEAD = object.__basicsize__
_PLAIN_LAYOUT = _has_plain_layout()


def _numpys() -> Any:
    """NumPy's global generator of bits; students may put another in its place."""
    return vars(np.random).get("get_bit_generator", lambda: None)()


def _folder() -> str:
    try:
        return os.getcwd()  # noqa: PTH109  # a plain string is enough
    except OSError:
        return "/"
