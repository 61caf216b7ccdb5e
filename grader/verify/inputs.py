"""Arguments made without the suite's help: from builders and strategies of ``inputs.py``, and by cutting recorded ones to size."""

from __future__ import annotations

import importlib
import inspect
import itertools
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from hypothesis import strategies as st
from hypothesis.errors import NonInteractiveExampleWarning

from grader.model import Assignment

DRAWS = 30
# The call of a function, with what it was made of.
Made = tuple[str, tuple[object, ...], Mapping[str, object], str]


class Call(Protocol):
    """A recorded call."""

    @property
    def function(self) -> str: ...
    @property
    def args(self) -> tuple[object, ...]: ...
    @property
    def kwargs(self) -> Mapping[str, object]: ...
    @property
    def origin(self) -> str: ...


def from_inputs(assignment: Assignment, functions: Sequence[str], asked: Sequence[Call]) -> Iterator[Made]:
    """What the builders and strategies of ``inputs.py`` make, for every function that takes arguments of the same look."""
    if assignment.private is None or not (assignment.private / "inputs.py").is_file():
        return
    module = importlib.import_module("inputs")  # the suite has imported it already, or can
    looks = {name: {_look(call.args) for call in asked if call.function == name} for name in functions}
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", module.__name__) not in (module.__name__, "hypothesis.strategies"):
            continue
        for value in _made(thing):
            args = value if isinstance(value, tuple) else (value,)
            for function in functions:
                if _look(args) in looks[function]:
                    yield function, args, {}, f"inputs.{name}"


def resized(asked: Sequence[Call]) -> Iterator[Made]:
    """Recorded calls with one size changed wherever it occurs, together with the sizes beside it by one (T and T + 1)."""
    for linked in (True, False):
        for call in list(asked)[:: max(1, len(asked) // 40)]:
            sizes = sorted({size for arg in call.args if isinstance(arg, np.ndarray) for size in arg.shape})
            for size, change in itertools.product(sizes, (1, -1, 2)):
                moved = {size + step: size + step + change for step in ((-1, 0, 1) if linked else (0,))}
                if size + change < 1:
                    continue
                args = tuple(_stretched(arg, moved) if isinstance(arg, np.ndarray) else arg for arg in call.args)
                yield call.function, args, call.kwargs, f"{call.origin}, {size} made {size + change}"


def _look(args: Sequence[object]) -> tuple[object, ...]:
    """Kind and number of dimensions of each argument: enough to know for which function a tuple was made."""
    return tuple(np.ndim(arg) if isinstance(arg, np.ndarray | int | float | np.generic) else type(arg).__name__ for arg in args)


def _made(thing: Any) -> Iterator[object]:
    if isinstance(thing, st.SearchStrategy):
        yield from _drawn(thing)
    elif inspect.isfunction(thing):
        parameters = list(inspect.signature(thing).parameters.values())
        needed = [each for each in parameters if each.default is each.empty and each.kind is each.POSITIONAL_OR_KEYWORD]
        if needed and needed[0].name == "rng":
            yield from _built(thing, len(needed) - 1)
        elif not needed and getattr(thing, "is_hypothesis_strategy_function", False):
            yield from _drawn(thing())


def _built(builder: Callable[..., object], sizes: int) -> Iterator[object]:
    """What a builder ``f(rng, n, steps, ...)`` makes of small sizes."""
    if sizes > 4:
        return
    for number, choice in enumerate(itertools.islice(itertools.product((2, 3, 1, 5), repeat=sizes), DRAWS)):
        try:
            yield builder(np.random.default_rng(number), *choice)
        except Exception:  # noqa: BLE001  # its arguments are something else than sizes
            return


def _drawn(strategy: st.SearchStrategy[object]) -> Iterator[object]:
    with warnings.catch_warnings():
        # We are no test: a handful of examples is exactly what example() is for.
        warnings.simplefilter("ignore", NonInteractiveExampleWarning)
        for _ in range(DRAWS):
            try:
                yield strategy.example()
            except Exception:  # noqa: BLE001  # it is one of several sources of inputs; what STRATEGIES names must be drawn
                return


def _stretched(array: np.ndarray, moved: Mapping[int, int]) -> np.ndarray:
    """Cut, or repeated from the start, along every axis whose size is to change."""
    for axis, size in enumerate(array.shape):
        if (wanted := moved.get(size, size)) != size:
            array = np.take(array, np.arange(max(wanted, 1)) % size, axis=axis) if size else array
    return array
