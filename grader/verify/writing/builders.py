"""``inputs.py`` of a written suite: a builder for each function, made of what its arguments are. Pure.

What is tried while a suite is written is drawn by the same text, so a suite asks what was tried.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.verify.writing import draws
from grader.verify.writing.argument import Argument

# Symbols of another kind than a size, and what they may be.
LEADS = {"lead": "()", "shape": "(n,)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """The arguments of one function as they are to be drawn, those without a default. ``optional``: those that have one."""

    function: str
    arguments: tuple[Argument, ...]
    optional: tuple[tuple[Argument, str], ...] = ()  # with the default's source
    opened: tuple[str, ...] = ()  # symbols that the constructor's builder has already drawn with

    @property
    def name(self) -> str:
        """Of the builder in ``inputs.py``."""
        return f"{self.function.replace('.__init__', '').replace('.', '_')}_inputs"

    @property
    def symbols(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(symbol for each in self.arguments for symbol in each.symbols)) + (
            ("functions",) if any(each.kind == "function" for each in self.arguments) else ()
        )

    @property
    def has_draw(self) -> bool:
        return any(_is_styled(each) for each in self.drawn)

    @property
    def drawn(self) -> tuple[Argument, ...]:
        """Those that a builder draws; an answer, and what has the shape of one, is made in the case."""
        return tuple(each for each in self.arguments if each.kind != "answer" and not each.like)

    @property
    def free_numbers(self) -> tuple[Argument, ...]:
        """Arguments that a case may give a value of its own."""
        return tuple(each for each in self.drawn if each.kind in ("number", "flag", "given"))

    @property
    def producer(self) -> str:
        """The function whose answer is handed on, if one is."""
        return next((each.producer for each in self.arguments if each.producer), "")

    def source(self) -> str:
        """The builder as text."""
        names = [symbol for symbol in self.symbols if symbol not in LEADS or symbol in self.symbols]
        extra = ['draw="real"'] if self.has_draw else []
        extra += [f"{each.name}=None" for each in self.free_numbers]
        head = f"def {self.name}({', '.join(['rng', *names, *(['*', *extra] if extra else [])])}):"
        told = ", ".join(each.name for each in self.drawn)
        lines = [head, f'    """({told}{"," if len(self.drawn) == 1 else ""}): {_told(self.drawn)}."""']
        if any(each.kind == "function" for each in self.drawn):
            lines.append(f"    {'value_of'}, {'array_of'} = FUNCTIONS[functions]")
        # What others have to stay within is drawn before them.
        for each in sorted(self.drawn, key=lambda each: bool(each.within)):
            if each.kind == "size":
                continue
            made = drawn_text(each)
            if each in self.free_numbers:
                lines.append(f"    if {each.name} is None:\n        {each.name} = {made}")
            else:
                lines.append(f"    {each.name} = {made}")
        inner = ", ".join(each.name for each in self.drawn)
        lines.append(f"    return {inner}," if len(self.drawn) == 1 else f"    return {inner or '()'}")
        return "\n".join(lines) + "\n"


def _is_styled(argument: Argument) -> bool:
    """Whether a case may ask for special numbers of it: ``draw=``."""
    if argument.kind == "array":
        return argument.domain == "real"
    if argument.kind == "table":
        return any(_is_styled(entry) for _, entry in argument.entries)
    if argument.kind in ("list", "tuple") and argument.element is not None:
        return argument.element.kind in ("text", "number") and argument.element.domain == "real"
    return argument.kind == "text"


def drawn_text(argument: Argument) -> str:
    """The expression that draws it, over ``rng``, ``draw`` and its symbols."""
    match argument.kind:
        case "array":
            return _array(argument)
        case "number":
            return f"draw_number(rng{_quoted(argument.domain)})"
        case "flag":
            return "bool(rng.integers(0, 2))"
        case "text":
            return f"draw_text(rng, {argument.shape[0]}, draw)"
        case "table":
            return "{" + ", ".join(f"{key!r}: {drawn_text(entry)}" for key, entry in argument.entries) + "}"
        case "list" | "tuple":
            return _sequence(argument)
        case "function":
            return "value_of" if argument.scalar else "array_of"
        case "given":
            return argument.literal
    raise AssertionError(argument.kind)


def _array(argument: Argument) -> str:
    shape = shape_source(argument.shape)
    match argument.domain:
        case "real":
            return f"draw_numbers(rng, {shape}, draw)"
        case "index":
            return f"rng.integers(0, {argument.bound}, size={shape})"
        case "whole" if argument.within:
            return f"rng.integers(0, {argument.within} + 1)"
        case "whole":
            return f"rng.integers(0, 5, size={shape})"
        case "binary":
            return f"rng.integers(0, 2, size={shape})"
        case "mask":
            return f"rng.random(size={shape}) < 0.7"
        case "probability":
            return f"draw_probabilities(rng, {shape})"
        case "lower" | "upper" | "symmetric" | "definite":
            return f'draw_matrix(rng, {argument.shape[0]}, "{argument.domain}")'
        case "sorted":
            return f"np.sort(draw_numbers(rng, {shape}))"
        case "log_probability":
            return f"np.log(draw_probabilities(rng, {shape}))"
    return f'draw_numbers(rng, {shape}, "{argument.domain}")'


def shape_source(shape: Sequence[str]) -> str:
    """The tuple as Python."""
    if tuple(shape) == ("*shape",):
        return "shape"
    return f"({', '.join(shape)}{',' if len(shape) == 1 else ''})"


def _sequence(argument: Argument) -> str:
    element, length = argument.element, argument.shape[0]
    assert element is not None  # noqa: S101  # a sequence has one
    if element.kind == "text":
        made = f"draw_words(rng, {length}, draw)"
    elif element.kind == "size" and argument.within:
        made = f"rng.integers({element.least}, np.array({argument.within}) + 1).tolist()"
    elif element.kind == "size":
        made = f"rng.integers({element.least}, 9, size={length}).tolist()"
    else:
        draw = "draw" if element.domain == "real" else f'"{element.domain}"'
        made = f"draw_numbers(rng, {length}, {draw}).tolist()"
    return f"tuple({made})" if argument.kind == "tuple" else made


def _quoted(domain: str) -> str:
    return "" if domain == "real" else f', "{domain}"'


def _told(arguments: Sequence[Argument]) -> str:
    parts = [f"{each.name} {each.shape_text}" for each in arguments if each.kind == "array"]
    parts += [f"{each.name} a {each.kind}" for each in arguments if each.kind != "array"]
    return "; ".join(parts) or "nothing"


def inputs_text(builders: Sequence[Builder], module: str, *, besides: str = "", whole: bool = False) -> str:
    """The text of ``inputs.py``: these builders, and the draws that they and ``besides`` use (``whole``: every draw)."""
    bodies = [builder.source() for builder in builders if builder.drawn or builder.symbols]
    helpers = list(_helpers("\n".join([*bodies, besides]), whole=whole))
    head = f'"""Inputs of {module} that belong together: a builder for each function."""\n\nimport numpy as np\n'
    if "np." not in "\n".join([*helpers, *bodies]):
        head = head.replace("\nimport numpy as np\n", "")
    return "\n\n".join([head.rstrip("\n") + "\n", *helpers, *bodies])


def helpers_of(text: str) -> list[str]:
    """The draws that a text uses, as source."""
    return list(_helpers(text, whole=False))


def _helpers(bodies: str, *, whole: bool) -> Iterator[str]:
    """The draws that the text uses, and those that they use, in the order of ``draws``."""
    source = inspect.getsource(draws)
    tree = ast.parse(source)
    found = {node.name if isinstance(node, ast.FunctionDef) else "FUNCTIONS": node for node in tree.body if _is_draw(node)}
    wanted = set(found) if whole else _names(ast.parse(bodies)) & set(found)
    while more := {name for each in wanted for name in _names(found[each]) & set(found)} - wanted:
        wanted |= more
    for name, node in found.items():
        if name in wanted:
            yield re.sub(r"  # type: ignore\[[a-z-]+\]", "", ast.get_source_segment(source, node) or "") + "\n"


def _is_draw(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef | ast.Assign)


def _names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
