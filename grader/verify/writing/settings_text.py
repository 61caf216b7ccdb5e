"""``assignment.yaml`` and ``grading.yaml`` of a written assignment. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from grader.grading.scoring import rounded
from grader.model import Lang, Names, Text
from grader.phrases import say
from grader.verify.kinds import MutantKind
from grader.verify.writing.plan import FunctionPlan
from grader.verify.writing.signature import Reference
from grader.verify.writing.suite_text import TestText
from grader.verify.writing.wrongs import KINDS

# Of the visible tests, whose expected values are written with few digits.
VISIBLE = "{rtol: 1e-7, atol: 1e-9}"
DEFAULT = "{rtol: 1e-9, atol: 1e-12}"


def assignment_yaml(
    title: Text, file: str, reference: Reference, plans: Sequence[FunctionPlan], points: Fraction, langs: Sequence[Lang]
) -> str:
    """What students may read."""
    tops = dict.fromkeys(plan.function.partition(".")[0] for plan in plans)
    lines = [
        f"title: {text_of(title, langs)}", f"files: [{file}]", f"functions: [{', '.join(tops)}]", f"points: {rounded(points)}",
        *_needs(reference, plans), f"tolerance: {VISIBLE}  # of the visible tests",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _needs(reference: Reference, plans: Sequence[FunctionPlan]) -> Iterator[str]:
    names = [plan.function for plan in plans]
    found = {}
    for plan in plans:
        needed = [name for name in names if name != plan.function and name in reference.reaches(plan.function)]
        if plan.target is not None and plan.target.producer is not None and plan.target.maker == "student":
            needed = list(dict.fromkeys([*needed, plan.target.producer.function]))
        if needed:
            found[plan.function] = needed
    if found:
        yield "needs:"
        yield from (f"  {name}: [{', '.join(needed)}]" for name, needed in found.items())


def grading_yaml(
    reference: Reference, plans: Sequence[FunctionPlan], tests: Sequence[TestText], rules: Mapping[str, str], secret: str,
    mistakes: Mapping[str, Text], langs: Sequence[Lang],
) -> str:  # fmt: skip
    """``rules``: the measured rules by function, as YAML; ``mistakes``: by name, the hint of each."""
    lines = ["# Rules lie between the rounding of correct work and the smallest mistake; grader verify shows the windows.",
             f"tolerance: {DEFAULT}", *_functions(reference, plans, rules)]  # fmt: skip
    lines += [
        "# A right call takes well under a millisecond; the rest is for a slow machine.",
        "limits: {wall_s: 2, cpu_s: 2, case_s: 6}",
        f"seed: {{secret: {json.dumps(secret)}, per: assignment}}", "reveal: counterexample",
    ]  # fmt: skip
    if mistakes:
        lines.append("# What students resemble; a better name and a hint of your own help more.")
        lines.append("mistakes:")
        lines += [f"  {name}:\n    hint: {text_of(hint, langs)}" for name, hint in mistakes.items()]
    if len(langs) > 1:
        other = langs[1]
        lines.append("texts:")
        for test in tests:
            title, hint = (json.dumps(text.in_lang(other), ensure_ascii=False) for text in (test.title, test.hint))
            lines.append(f"  {test.name}:\n    title: {{{other}: {title}}}\n    hint: {{{other}: {hint}}}")
    return "\n".join(lines) + "\n"


def _functions(reference: Reference, plans: Sequence[FunctionPlan], rules: Mapping[str, str]) -> Iterator[str]:
    opaque: dict[str, list[str]] = {}
    for plan in plans:
        for argument in plan.target.builder.arguments if plan.target is not None else ():
            if argument.opaque:
                opaque.setdefault(argument.producer, []).append(argument.name)
    lines = []
    for plan in plans:
        keys = []
        names = reference.of(plan.function).returns
        if names:
            keys.append(f"returns: {_names(names)}")
        if plan.function in opaque:
            keys.append(f"opaque: [{', '.join(dict.fromkeys(opaque[plan.function]))}]")
        if plan.target is not None and plan.target.mutates:
            keys.append(f"mutates: [{', '.join(plan.target.mutates)}]")
        if plan.function in rules:
            keys.append(f"tolerance: {rules[plan.function]}")
        elif plan.exact:
            keys.append("tolerance: {kind: exact}")
        if keys:
            lines += [f"  {plan.function}:", *(f"    {key}" for key in keys)]
    if lines:
        yield "functions:"
        yield from lines


def _names(names: Names) -> str:
    return names if isinstance(names, str) else f"[{', '.join(_names(name) for name in names)}]"


def hint_of(kind: MutantKind, function: str) -> Text:
    """What is said to who made a mistake of that kind."""
    key = f"mistake_{KINDS[kind]}"
    return Text(en=say(key, "en", function=f"{function}()"), ko=say(key, "ko", function=f"{function}()"))


def text_of(text: Text, langs: Sequence[Lang]) -> str:
    """One string, or one for each language."""
    if len(langs) == 1:
        return json.dumps(text.in_lang(langs[0]), ensure_ascii=False)
    inner = ", ".join(f"{lang}: {json.dumps(text.in_lang(lang), ensure_ascii=False)}" for lang in langs)
    return f"{{{inner}}}"
