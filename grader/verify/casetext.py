"""A call as a case that can be pasted into a suite: exact, and with as few digits as still make the point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from grader.verify.corpus import Asked

LONG = 1200


def shortened(call: Asked, holds: Callable[[Asked], bool]) -> Asked:
    """The same call with its numbers rounded as far as ``holds`` still does."""
    for digits in (0, 1, 2, 3):
        rounded = replace(call, args=tuple(_rounded(arg, digits) for arg in call.args))
        if holds(rounded):
            return rounded
    return call


def written_case(call: Asked, key: str) -> tuple[str, str]:
    """``(the call, a test function)`` as Python source."""
    arguments = [source_text(arg) for arg in call.args] + [f"{name}={source_text(value)}" for name, value in call.kwargs.items()]
    line = f"{call.function}({', '.join(arguments)})"
    if len(line) > 100:
        line = f"{call.function}(\n" + "".join(f"        {argument},\n" for argument in arguments) + "    )"
    if len(line) > LONG:
        line = f"{call.function}(...)  # inputs as in: {call.origin}"
    title = f"{call.function}() is right here too."
    name = f"test_{call.function.lower()}_{key}"
    case = f'@pytest.mark.points(1, hint="...")\ndef {name}(check):\n    """{title}"""\n    check.{line}\n'
    return line, case


def source_text(value: object) -> str:
    """Python that makes exactly this value, NumPy as ``np``."""
    if isinstance(value, np.ndarray):
        text = repr(value.tolist())
        plain = value.dtype in (np.dtype(np.float64), np.dtype(np.int64), np.dtype(np.bool_)) and value.size
        if not value.size:
            return f"np.zeros({value.shape}, dtype='{value.dtype}')"
        return f"np.array({text})" if plain else f"np.array({text}, dtype='{value.dtype}')"
    if isinstance(value, np.generic):
        return repr(value.item())
    if isinstance(value, tuple):
        return f"({', '.join(source_text(each) for each in value)}{',' if len(value) == 1 else ''})"
    if isinstance(value, list):
        return f"[{', '.join(source_text(each) for each in value)}]"
    if callable(value):
        return getattr(value, "__name__", "...")
    return repr(value)


def _rounded(value: object, digits: int) -> object:
    if isinstance(value, np.ndarray):
        return np.round(value, digits) + 0.0 if value.dtype.kind == "f" else value
    if type(value) is float:
        return round(value, digits) + 0.0
    if type(value) in (tuple, list):
        return type(value)(_rounded(each, digits) for each in value)  # type: ignore[call-arg, attr-defined]
    return value
