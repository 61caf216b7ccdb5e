"""The handout of a written assignment: what functions take and return, with examples; TODO where a person has to speak. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from grader.grading.scoring import rounded
from grader.model import Lang
from grader.phrases import say
from grader.verify.writing.argument import Argument
from grader.verify.writing.plan import FunctionPlan
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
    for plan in plans:
        if plan.target is not None:
            lines += [*_function(plan, reference.of(plan.function), points[plan.function], lang), ""]
    lines += [f"## {say('handout_sizes', lang)}", "", *_sizes(plans, lang), "", f"## {say('handout_graded', lang)}", "",
              say("handout_graded_is", lang)]  # fmt: skip
    return "\n".join(lines) + "\n"


def _function(plan: FunctionPlan, signature: Signature, points: Fraction, lang: Lang) -> Iterator[str]:
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
        yield f"| {say('handout_argument', lang)} | {say('handout_what', lang)} |"
        yield "|---|---|"
        for argument in target.builder.arguments:
            yield f"| `{argument.name}` | {told(argument, lang)} |"
        for argument, default in target.builder.optional:
            yield f"| `{argument.name}` | {say('handout_default', lang, what=told(argument, lang), default=f'`{default}`')} |"
        yield ""
    if target.mutates:
        yield f"{say('handout_changes', lang)}: {', '.join(f'`{name}`' for name in target.mutates)}"
    else:
        parts = [f"`{each.name}`: {each.text}" if each.name else each.text for each in plan.outputs]
        yield f"{say('handout_returns', lang)}: {'; '.join(parts)}"
    if plan.example is not None:
        yield ""
        yield f"{say('handout_example', lang)}:"
        yield ""
        for line in plan.example.prepare:
            yield f"    {line.replace('student.', '')}"
        yield f"    {plan.example.call.replace('student.', '')}"
        yield f"    = {plan.example.answer}"


def told(argument: Argument, lang: Lang) -> str:
    """What an argument is, in words."""
    if argument.kind == "answer":
        part = f"[{argument.part}]" if argument.part >= 0 else ""
        return say("handout_of", lang, part=argument.name if not part else f"`{argument.name}`", function=argument.producer)
    if argument.kind == "array":
        suffix = "" if argument.domain in ("real", "small") or argument.like else f"_{argument.domain}"
        shape = "" if argument.shape == ("*shape",) or argument.like else argument.shape_text
        return " ".join(say(f"kind_array{suffix}", lang, shape=shape, bound=argument.bound).split())
    if argument.kind == "table":
        entries = ", ".join(f'`"{key}"` {entry.shape_text}' for key, entry in argument.entries)
        return say("kind_table", lang, entries=entries)
    if argument.kind == "size" and argument.least < 0:
        return say("kind_integer", lang)
    if argument.choices:
        return say("kind_choice", lang, choices=", ".join(f"`{each}`" for each in (argument.literal, *argument.choices)))
    return say(f"kind_{argument.kind}", lang, least=argument.least, literal=f"`{argument.literal}`")


def _sizes(plans: Sequence[FunctionPlan], lang: Lang) -> Iterator[str]:
    least: dict[str, int] = {}
    for plan in plans:
        for name, size in plan.least:
            # What may be negative is no size.
            if name not in ("functions", "lead", "shape") and size >= 0:
                least[name] = min(size, least.get(name, size))
    if least:
        yield say("handout_sizes_are", lang, least=", ".join(f"{name} = {size}" for name, size in sorted(least.items())))


__all__ = ["handout", "told"]
