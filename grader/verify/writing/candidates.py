"""Every case that could be asked of a function: sizes, integers, ties, large numbers, values and options of their own. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from grader.verify.writing.argument import Argument
from grader.verify.writing.builders import drawn_text
from grader.verify.writing.hypotheses import with_known_sizes
from grader.verify.writing.plan import CasePlan, Sizes, Sources, Target, Theme
from grader.verify.writing.sizings import empty_sizings

GENERAL = 40
NUMBERS = ("0.0", "1.0", "-1.0", "2.5")
POSITIVE = ("1.0", "2.5", "0.05")
UNIT = ("0.0", "0.5", "1.0")


def candidates(target: Target, valid: Sequence[Sizes]) -> Iterator[CasePlan]:
    """In the order in which cases are best chosen: what is plain first, what is special last."""
    if not valid:
        return
    for sizes in valid[:GENERAL]:
        yield _case(target, "general", sizes)
    some = [*dict.fromkeys((valid[0], valid[min(1, len(valid) - 1)], max(valid, key=_weight), valid[len(valid) // 2]))]
    if _styled(target, ("array", "table", "list")):
        for theme, draw in (("integers", "integers"), ("ties", "ties"), ("large", "large"), ("tiny", "tiny")):
            for sizes in some:
                yield _case(target, theme, sizes, draw=draw)  # type: ignore[arg-type]  # spelled in the line above
    if _styled(target, ("text", "list")):
        for sizes in dict.fromkeys((*valid[:6], *sorted(valid, key=_weight)[-2:])):
            yield _case(target, "prose", sizes, draw="prose")
    for argument in target.builder.free_numbers:
        for source in _values(argument):
            yield from (_case(target, "value", sizes, given=((argument.name, source),)) for sizes in some[:2])
    for argument, default in target.builder.optional:
        for source in _others(with_known_sizes(argument, target.symbols), default):
            yield from (_case(target, "option", sizes, options=((argument.name, source),)) for sizes in valid[:3])
    if target.constructor is not None and target.constructor is not target.builder and not target.mutates:
        yield from (_case(target, "again", sizes) for sizes in some)
    # An argument that is said to be at least 1 is not asked at 0.
    positive = {each.name for builder in target.builders for each in builder.arguments if each.kind == "size" and each.least > 0}
    for sizes in empty_sizings([symbol for symbol in target.symbols if symbol not in positive], valid):
        yield _case(target, "empty", sizes)


def _weight(sizes: Sizes) -> int:
    return sum(size for _, size in sizes if isinstance(size, int))


def _case(
    target: Target, theme: Theme, sizes: Sizes, *, draw: str = "real", given: Sources = (), options: Sources = ()
) -> CasePlan:
    return CasePlan(function=target.function, theme=theme, sizes=sizes, draw=draw, given=given, options=options)


def _styled(target: Target, kinds: tuple[str, ...]) -> bool:
    return any(builder.has_draw and any(each.kind in kinds for each in builder.arguments) for builder in target.builders)


def _values(argument: Argument) -> tuple[str, ...]:
    if argument.kind == "flag":
        return ("True", "False")
    if argument.kind == "given":
        return (argument.literal, *argument.choices)
    return POSITIVE if argument.domain in ("positive", "small") else UNIT if argument.domain == "unit" else NUMBERS


def _others(argument: Argument, default: str) -> tuple[str, ...]:
    """Values of an option besides its default, as source."""
    value = _literal(default)
    if argument.kind == "flag":
        return (repr(not value),)
    if argument.kind == "given":
        return argument.choices
    if argument.kind == "size":
        return tuple(repr(each) for each in (1, 2, 3, 5, 0, -1, -2) if each != value and each >= argument.least)
    if argument.kind == "number":
        others = (value * 3, value / 2, 0.5, 0.0) if isinstance(value, float | int) else (0.5, 0.0, 2.0)
        return tuple(repr(float(f"{each:.12g}")) for each in dict.fromkeys(others) if each != value)
    if argument.kind in ("array", "list", "table", "tuple"):
        return (drawn_text(argument).replace(", draw)", ")"),)
    return ()


def _literal(source: str) -> object:
    try:
        return ast.literal_eval(source)
    except ValueError:
        return None
