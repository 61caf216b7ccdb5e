"""Inputs that a function has to refuse: its docstring names an exception, and one wrong argument leads to the line that raises it.

Only such a line counts: an exception of a library, which a wrong argument leads to by accident, was promised to nobody.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from grader.sandbox.student_error import REBUILT
from grader.verify.writing.argument import Argument
from grader.verify.writing.plan import CasePlan, Sizes, Sources, Target
from grader.verify.writing.signature import Reference
from grader.verify.writing.trial import Outcome

# What says that there is nothing yet, or that the function itself is wrong, is no refusal of an input.
NO_REFUSALS = frozenset(("NotImplementedError", "AssertionError"))


def refusals(target: Target, valid: Sequence[Sizes]) -> Iterator[CasePlan]:
    """Every case with one argument that is wrong in some usual way, at sizes from which an entry can be taken away."""
    if target.producer is not None or target.mutates or not valid:
        return
    sizes = next((each for each in valid if all(not isinstance(size, int) or size > 1 for _, size in each)), valid[0])
    for argument in target.builder.drawn:
        for source in _wrong(argument):
            yield _case(target, sizes, given=((argument.name, source),))
    for argument, _ in target.builder.optional:
        if argument.kind in ("number", "size", "given"):
            for source in _wrong(argument):
                yield _case(target, sizes, options=((argument.name, source),))


def _case(target: Target, sizes: Sizes, *, given: Sources = (), options: Sources = ()) -> CasePlan:
    return CasePlan(function=target.function, theme="error", sizes=sizes, given=given, options=options)


def _wrong(argument: Argument) -> Iterator[str]:
    """Python source over the name of the argument, as it was drawn right."""
    name = argument.name
    match argument.kind:
        case "array":
            yield f"{name}[:-1]"
            if len(argument.shape) > 1:
                yield from (f"{name}[..., :-1]", f"{name}[0]")
            yield from (f"{name}[None]", f"{name}[:0]", f"-1 - np.abs({name})", f"{name} + 100", f"0 * {name}")
        case "number":
            yield from ("0.0", "-1.0", "2.0")
        case "size":
            yield from ("0", "-1", f"{name} + 100")
        case "text" | "given":
            yield from ("''", "'?'")
        case "list" | "tuple":
            yield from (f"{name}[:-1]", f"{name}[:0]")
            if argument.element is not None and argument.element.kind in ("size", "number"):
                yield from (
                    f"{argument.kind}(-1 - abs(each) for each in {name})",
                    f"{argument.kind}(each + 100 for each in {name})",
                )
        case "table":
            yield from (f"{{key: {name}[key] for key in {name} if key != {key!r}}}" for key, _ in argument.entries)


class Promises:
    """Which exceptions a reference raises itself, by the line, and which of them the docstring of a function names."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._lines: Mapping[int, str] = {
            line: name
            for node in ast.walk(ast.parse(reference.text))
            if isinstance(node, ast.Raise) and (name := _raised(node)) in REBUILT and name not in NO_REFUSALS
            for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
        }

    def any_of(self, function: str) -> bool:
        return any(self._is_named(function, name) for name in set(self._lines.values()))

    def keeps(self, function: str, outcome: Outcome) -> bool:
        """Whether the outcome is an exception that the docstring names, from a line that raises it."""
        return self._lines.get(outcome.line) == outcome.raised != "" and self._is_named(function, outcome.raised)

    def _is_named(self, function: str, name: str) -> bool:
        return bool(re.search(rf"\b{name}\b", self._reference.of(function).doc.whole))


def _raised(node: ast.Raise) -> str:
    named = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    return named.id if isinstance(named, ast.Name) else ""
