"""A call as a case that can be pasted into a suite: exact, and with as few digits as still make the point."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from grader.judge.running.literal import Verbatim
from grader.judge.running.provenance import Made, Step, recipe_text, snake
from grader.judge.running.tree import mapped
from grader.verify.corpus import Asked

LONG, WIDE = 1200, 100


DIGITS = (0, 1, 2, 3)


def shortened(call: Asked, holds: Callable[[Asked], bool]) -> Asked:
    """The same call with its numbers rounded as far as ``holds`` still does: all of them alike, or else one argument at a time."""
    for digits in DIGITS:
        args = tuple(_rounded(arg, digits) for arg in call.args)
        rounded = replace(call, args=args, recipe=tuple(_rounded_step(step, digits) for step in call.recipe))
        if holds(rounded):
            return rounded
    for place in range(len(call.args)):
        for digits in DIGITS:
            short = _rounded(call.args[place], digits)
            rounded = replace(call, args=(*call.args[:place], short, *call.args[place + 1 :]))
            if holds(rounded):
                call = rounded
                break
    return call


def written_case(call: Asked, key: str) -> tuple[str, str, str]:
    """The calls and a test function as Python source, and the test's name.

    Calls too long to be read are left to where they come from; then there is no name.
    """
    lines = _chain_lines(call) if call.recipe else [_call_line("check", call)]
    shown = "\n".join(lines)
    whole = len(shown) <= LONG and "..." not in shown
    if not whole:
        lines = [f"check.{call.function}(...)  # inputs as in: {call.origin}"]
    title = f"{call.function}() is right here too."
    name = f"test_{call.function.lower().replace('.', '_')}_{key}"
    fixtures = ", ".join(name for name in ("student", "check") if any(f"{name}." in line for line in lines))
    question = f', question="{call.function}"' if call.recipe else ""
    body = "\n".join(f"    {line}" for text in lines for line in text.splitlines())
    case = f'@pytest.mark.points(1, hint="..."{question})\ndef {name}({fixtures}):\n    """{title}"""\n{body}\n'
    return "\n".join(lines).replace("check.", "").replace("student.", ""), case, name if whole else ""


def _call_line(fixture: str, call: Asked) -> str:
    arguments = [source_text(arg) for arg in call.args] + [f"{name}={source_text(value)}" for name, value in call.kwargs.items()]
    line = f"{fixture}.{call.function}({', '.join(arguments)})"
    return line if len(line) <= WIDE else f"{fixture}.{call.function}(\n" + "".join(f"    {each},\n" for each in arguments) + ")"


def _chain_lines(call: Asked) -> list[str]:
    """What leads to the call is asked of the student alone, unless it makes the object whose method is checked."""
    *before, last = call.recipe
    fixture = "student" if last.target is None else "check"

    def whole(value: object) -> object:
        return mapped(value, lambda leaf: leaf if isinstance(leaf, Made) else Verbatim(source_text(leaf)))

    def written(step: Step, prefix: str) -> Step:
        names = step.names or snake(step.name) or "result"
        args, kwargs = tuple(whole(arg) for arg in step.args), {name: whole(value) for name, value in step.kwargs.items()}
        return replace(step, name=prefix + step.name, args=args, kwargs=kwargs, names=names)

    steps = [written(step, "" if step.target is not None else f"{fixture}.") for step in before]
    return recipe_text((*steps, written(last, "" if last.target is not None else "check."))).splitlines()


def source_text(value: object) -> str:
    """Python that makes exactly this value, NumPy as ``np``."""
    if isinstance(value, np.ndarray):
        text = repr(value.tolist())
        plain = (
            value.dtype in (np.dtype(np.float64), np.dtype(np.int64), np.dtype(np.bool_), np.dtype(np.complex128)) and value.size
        )
        if not value.size:
            return f"np.zeros({value.shape}, dtype='{value.dtype}')"
        return f"np.array({text})" if plain else f"np.array({text}, dtype='{value.dtype}')"
    if isinstance(value, np.generic):
        return repr(value.item())
    if isinstance(value, tuple):
        return f"({', '.join(source_text(each) for each in value)}{',' if len(value) == 1 else ''})"
    if isinstance(value, list):
        return f"[{', '.join(source_text(each) for each in value)}]"
    if type(value) is dict:
        return "{" + ", ".join(f"{key!r}: {source_text(each)}" for key, each in value.items()) + "}"
    if callable(value):
        return getattr(value, "__name__", "...")
    return repr(value)


def _rounded_step(step: Step, digits: int) -> Step:
    kwargs = {name: _rounded(value, digits) for name, value in step.kwargs.items()}
    return replace(step, args=tuple(_rounded(arg, digits) for arg in step.args), kwargs=kwargs)


def _rounded(value: object, digits: int) -> object:
    if isinstance(value, np.ndarray):
        return np.round(value, digits) + 0.0 if value.dtype.kind == "f" else value
    if type(value) is float:
        return round(value, digits) + 0.0
    if type(value) is dict:
        return {key: _rounded(each, digits) for key, each in value.items()}
    if type(value) in (tuple, list):
        return type(value)(_rounded(each, digits) for each in value)  # type: ignore[call-arg, attr-defined]
    return value
