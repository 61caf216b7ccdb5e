"""The handout of a written assignment: what functions take and return, with examples; TODO where a person has to speak. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from grader.grading.scoring import rounded
from grader.model import Lang, Names
from grader.phrases import say
from grader.verify.writing.argument import Argument, size_told
from grader.verify.writing.builders import Builder, helpers_of
from grader.verify.writing.plan import FunctionPlan, Output
from grader.verify.writing.signature import Reference, Signature


def handout(
    title: str,
    slug: str,
    file: str,
    reference: Reference,
    plans: Sequence[FunctionPlan],
    points: Mapping[str, Fraction],
    lang: Lang,
) -> str:
    """README.md, or README.ko.md."""
    lines = [f"# {title}", "", say("handout_todo", lang), "", say("handout_fill", lang, file=file), "",
             f"    grader check assignments/{slug}/{file}", "", say("handout_check", lang), ""]  # fmt: skip
    made = set[str]()
    for plan in plans:
        if plan.target is not None:
            own = handed_on_of(plan, plans)
            constructor = plan.target.constructor
            if constructor is not None and constructor.arguments and constructor.function not in made:
                made.add(constructor.function)
                lines += [*_constructor(constructor, lang), ""]
            lines += [*_function(plan, reference.of(plan.function), points[plan.function], own, lang), ""]
    if given := [f"`{each.name}()`" for each in reference.handed if each.name in reference.given]:
        lines += [say("handout_given", lang, names=", ".join(given)), ""]
    graded = "handout_graded_changes" if any(plan.target and plan.target.mutates for plan in plans) else "handout_graded_is"
    lines += [f"## {say('handout_sizes', lang)}", "", *_sizes(plans, lang), "", f"## {say('handout_graded', lang)}", "",
              say(graded, lang)]  # fmt: skip
    return "\n".join(lines) + "\n"


def _constructor(constructor: Builder, lang: Lang) -> Iterator[str]:
    """How an object of a class is made, before its first method."""
    names = ", ".join(argument.name for argument in constructor.arguments)
    yield say("handout_made", lang, call=f"`{constructor.function.removesuffix('.__init__')}({names})`")
    yield ""
    yield from _table(constructor, lang)


def _table(builder: Builder, lang: Lang) -> Iterator[str]:
    yield f"| {say('handout_argument', lang)} | {say('handout_what', lang)} |"
    yield "|---|---|"
    for argument in builder.arguments:
        yield f"| `{argument.name}` | {told(argument, lang)} |"
    for argument, default in builder.optional:
        yield f"| `{argument.name}` | {say('handout_default', lang, what=told(argument, lang), default=f'`{default}`')} |"


def handed_on_of(plan: FunctionPlan, plans: Sequence[FunctionPlan]) -> dict[str, str]:
    """Parts of what a function returns that only another one reads, with its name."""
    return {
        argument.name: other.function
        for other in plans
        for argument in (other.target.builder.arguments if other.target is not None else ())
        if argument.opaque and argument.producer == plan.function
    }


def _function(plan: FunctionPlan, signature: Signature, points: Fraction, own: Mapping[str, str], lang: Lang) -> Iterator[str]:
    target = plan.target
    assert target is not None  # noqa: S101  # asked only where there is one
    names = [each.name if each.default is None else f"{each.name}={each.default}" for each in signature.parameters]
    worth = say("handout_points", lang, count=rounded(points))
    yield f"## {plan.function}({', '.join(names)}) ({worth})"
    yield ""
    # What the reference says of itself is its author's to translate.
    summary = signature.doc.summary or "TODO"
    yield summary if lang == "en" or summary == "TODO" else f"TODO: {summary}"
    yield ""
    if target.builder.arguments or target.builder.optional:
        yield from _table(target.builder, lang)
        yield ""
    if target.mutates:
        yield f"{say('handout_changes', lang)}: {', '.join(f'`{name}`' for name in target.mutates)}"
    else:
        yield from _returned(plan, signature.returns, own, lang)
    if errors := dict.fromkeys(f"`{case.raises}`" for case in plan.cases if case.raises):
        yield ""
        yield say("handout_raises", lang, errors=", ".join(errors))
    if plan.example is not None:
        yield ""
        yield f"{say('handout_example', lang)}:"
        yield ""
        for helper in helpers_of("\n".join((*plan.example.prepare, plan.example.call))):
            yield from (f"    {line}".rstrip() for line in helper.splitlines())
            yield ""
        for line in plan.example.prepare:
            yield f"    {line.replace('student.', '')}"
        yield f"    {plan.example.call.replace('student.', '')}"
        if plan.example.changed:
            yield f"    {plan.example.changed}"
        yield f"    = {plan.example.answer}"


def _returned(plan: FunctionPlan, names: Names, own: Mapping[str, str], lang: Lang) -> Iterator[str]:
    """``own``: parts that everybody makes as they like, each with the function that takes it."""
    if isinstance(names, str):
        yield f"{say('handout_returns', lang)}: {'; '.join(returned(each, lang) for each in plan.outputs)}"
        return
    yield f"{say('handout_returns_tuple', lang)} `{_tuple(names)}`:"
    yield ""
    for each in plan.outputs:
        what = say("handout_own", lang, function=own[each.name]) if each.name in own else returned(each, lang)
        yield f"- `{each.name}`: {what}"


def _tuple(names: Names) -> str:
    return names if isinstance(names, str) else f"({', '.join(_tuple(name) for name in names)}{',' if len(names) == 1 else ''})"


def returned(output: Output, lang: Lang) -> str:
    """What a part of an answer is, in words."""
    if output.kind.startswith("array"):
        known = any(each != "?" for each in output.shape)
        shape = f"({', '.join(output.shape)}{',' if len(output.shape) == 1 else ''})" if known else ""
        return " ".join(say(f"out_{output.kind}", lang, shape=shape).split())
    if output.kind == "dict" and output.entries:
        return say("kind_table", lang, entries=", ".join(f'`"{each.name}"` {returned(each, lang)}' for each in output.entries))
    if output.kind in ("list", "set", "tuple") and output.entries:
        return say(f"out_{output.kind}_of", lang, what=say(f"many_{output.entries[0].kind}", lang))
    return say(f"out_{output.kind}", lang)


def told(argument: Argument, lang: Lang) -> str:
    """What an argument is, in words, and what its numbers stay within."""
    what = _kind_told(argument, lang)
    return say("kind_within", lang, what=what, other=f"`{argument.within}`") if argument.within else what


def _kind_told(argument: Argument, lang: Lang) -> str:
    if argument.kind == "answer":
        part = f"[{argument.part}]" if argument.part >= 0 else ""
        return say("handout_of", lang, part=argument.name if not part else f"`{argument.name}`", function=argument.producer)
    if argument.kind == "array":
        suffix = "" if argument.domain in ("real", "small") or argument.like else f"_{argument.domain}"
        shape = "" if argument.shape == ("*shape",) or argument.like else argument.shape_text
        return " ".join(say(f"kind_array{suffix}", lang, shape=shape, bound=argument.bound).split())
    if argument.kind == "table":
        entries = ", ".join(f'`"{key}"` {told(entry, lang)}' for key, entry in argument.entries)
        return say("kind_table", lang, entries=entries)
    if argument.kind == "size" and argument.least < 0:
        return say("kind_integer", lang)
    if argument.choices:
        # What may be anything of its make is shown, and not listed.
        key = "kind_such_as" if argument.literal[0] in "([" else "kind_choice"
        return say(key, lang, choices=", ".join(f"`{each}`" for each in (argument.literal, *argument.choices)))
    if argument.kind in ("list", "tuple") and argument.element is not None:
        length = argument.shape[0] if argument.shape and not argument.shape[0].endswith("_length") else ""
        suffix = f"_{argument.element.domain}" if argument.element.domain in ("positive", "unit") else ""
        of = say(f"kind_elements_{argument.element.kind}{suffix}", lang)
        return say(f"kind_{argument.kind}_long" if length else f"kind_{argument.kind}", lang, of=of, length=length)
    if argument.kind == "number" and argument.domain in ("positive", "unit"):
        return say(f"kind_number_{argument.domain}", lang)
    if argument.kind == "text" and argument.shape == ("1",):
        return say("kind_character", lang)
    if argument.kind == "function":
        return say("kind_function" if argument.scalar else "kind_function_of_arrays", lang)
    return say(f"kind_{argument.kind}", lang, least=argument.least, literal=f"`{argument.literal}`")


def _sizes(plans: Sequence[FunctionPlan], lang: Lang) -> Iterator[str]:
    least: dict[str, int] = {}
    for plan in plans:
        for name, size in plan.least:
            # What may be negative is no size.
            if name not in ("functions", "lead", "shape") and size >= 0:
                least[name] = min(size, least.get(name, size))
    orders = dict.fromkeys(" ".join(order) for plan in plans for order in plan.orders)
    if least:
        told_least = ", ".join(f"{size_told(name)} = {size}" for name, size in sorted(least.items()))
        limits = say("handout_sizes_with", lang, orders=", ".join(orders)) if orders else ""
        yield say("handout_sizes_are", lang, least=told_least, limits=limits)


__all__ = ["handout", "returned", "told"]
