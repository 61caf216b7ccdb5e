"""Runs calls as a student would paste them, in an ordinary Python with nothing of the grader: the second opinion on examples.

    python bench/pasted.py < order.json

The order: ``student`` and ``reference`` (files by name), and ``calls`` of ``{call, expected, actual, raised}`` as a report shows
them.
Answers, for each call, whether the reference says what is expected, whether the student says what is shown, and whether the two
texts differ, as JSON; None where a text is no Python (it was clipped), or names what only the suite has.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import types
from typing import Any

import numpy as np

RTOL = 1e-4


class Opaque:
    """What a report shows as <cache>: equal to anything."""


def module_of(files: list[list[str]]) -> dict[str, Any]:
    """All names of the files, each a module for the others."""
    names: dict[str, Any] = {"np": np, "numpy": np}
    for name, source in files:
        module = types.ModuleType(name.removesuffix(".py"))
        sys.modules[module.__name__] = module
        exec(compile(source, name, "exec"), module.__dict__)  # noqa: S102  # the project's own mistakes and mutants
        names |= {key: value for key, value in vars(module).items() if not key.startswith("__")}
    return names


def called(call: str, names: dict[str, Any], argument: str = "") -> tuple[Any, str]:
    """What the last line gives, or leaves in its argument of that name; or the name of what it raised."""
    import ast
    import inspect

    tree = ast.parse(call)
    *first, last = tree.body
    scope = dict(names)
    try:
        exec(compile(ast.Module(first, []), "<call>", "exec"), scope)  # noqa: S102  # as above
        if not isinstance(last, ast.Expr):
            exec(compile(ast.Module([last], []), "<call>", "exec"), scope)  # noqa: S102
            return None, ""
        if argument and isinstance(last.value, ast.Call):
            function, *handed = (
                eval(compile(ast.Expression(each), "<call>", "eval"), scope)  # noqa: S307
                for each in (last.value.func, *last.value.args, *(each.value for each in last.value.keywords))
            )
            count = len(last.value.args)
            by_name = {str(each.arg): value for each, value in zip(last.value.keywords, handed[count:], strict=True)}
            bound = inspect.signature(function).bind(*handed[:count], **by_name)
            function(*bound.args, **bound.kwargs)
            return bound.arguments[argument], ""
        return eval(compile(ast.Expression(last.value), "<call>", "eval"), scope), ""  # noqa: S307
    except Exception as error:  # noqa: BLE001  # what it raises is the answer
        return None, next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins")


def is_known(call: str, names: dict[str, Any]) -> None:
    """Raises SyntaxError where a call cannot be pasted, and NameError where it hands over something of the suite's own."""
    import ast
    import builtins

    tree = ast.parse(call)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    made = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for name in used - made - names.keys() - vars(builtins).keys():
        raise NameError(name)


def read(text: str) -> Any:
    import re

    plain = re.sub(r"<[\w ]+>", "Opaque()", text)
    return eval(plain, {"np": np, "Opaque": Opaque, "nan": np.nan, "inf": np.inf})  # noqa: S307  # what the grader wrote


def agrees(value: Any, shown: Any) -> bool:
    if isinstance(shown, Opaque):
        return True
    if isinstance(shown, dict):
        return isinstance(value, dict) and value.keys() == shown.keys() and all(agrees(value[key], shown[key]) for key in shown)
    if isinstance(shown, tuple | list) and isinstance(value, tuple | list):
        return len(value) == len(shown) and all(agrees(a, b) for a, b in zip(value, shown, strict=True))
    if shown is None or isinstance(shown, str | bytes | set):
        return bool(type(value) is type(shown) and value == shown)
    try:
        a, b = np.asarray(value), np.asarray(shown)
    except ValueError:
        return False
    if a.shape != b.shape or a.dtype.kind not in "biufc" or b.dtype.kind not in "biufc":
        return False
    return bool(np.allclose(a, b, rtol=RTOL, atol=1e-12, equal_nan=True))


def answered(order: dict[str, Any]) -> list[list[bool | None]]:
    student, reference = (module_of([*order[whose], *order["beside"]]) for whose in ("student", "reference"))
    found: list[list[bool | None]] = []
    for each in order["calls"]:
        try:
            expected = read(each["expected"])
            actual = read(each["actual"]) if each["actual"] else None
            is_known(each["call"], reference)
        except (SyntaxError, NameError):
            found.append([None, None, each["expected"] != each["actual"]])
            continue
        with np.errstate(all="ignore"), contextlib.redirect_stdout(io.StringIO()):
            (right, refused), (came, raised) = (called(each["call"], names, each["argument"]) for names in (reference, student))
        says = raised == each["raised"] if each["raised"] else not raised and agrees(came, actual)
        found.append([not refused and agrees(right, expected), says, each["expected"] != each["actual"]])
    return found


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")
    json.dump(answered(json.load(sys.stdin)), sys.stdout)
