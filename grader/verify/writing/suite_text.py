"""``test_hidden.py`` and ``test_visible.py`` of a written assignment, as a person would write them. Pure."""

from __future__ import annotations

import json
import keyword
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from grader.model import Lang, Text
from grader.phrases import say
from grader.verify.insertion import import_of
from grader.verify.writing.argument import size_told
from grader.verify.writing.builders import Builder, helpers_of
from grader.verify.writing.plan import CasePlan, FunctionPlan, Target, Theme

WIDTH = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class TestText:
    """One test function: what it says in each language, what it is worth, and its lines."""

    __test__ = False  # pytest would take it for a test of its own

    name: str
    question: str
    title: Text
    hint: Text
    points: Fraction
    parameters: tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]  # names, and rows of source
    fixtures: tuple[str, ...]
    body: tuple[str, ...]
    is_method: bool = False

    def source(self, lang: Lang) -> str:
        """In the language that stands in the suite itself."""
        named = f', question="{self.question}"' if self.is_method else ""
        mark = f"@pytest.mark.points({_points(self.points)}{named}, hint={json.dumps(self.hint.in_lang(lang), ensure_ascii=False)})"
        if len(mark) > WIDTH:
            mark = mark.replace("(", "(\n    ", 1).replace(", hint=", ",\n    hint=", 1)[:-1] + ",\n)"
        lines = [mark]
        names, rows = self.parameters
        if names:
            cells = [row[0] if len(names) == 1 else f"({', '.join(row)})" for row in rows]
            lines.append(f'@pytest.mark.parametrize("{", ".join(names)}", [{", ".join(cells)}])')
        lines += [f"def {self.name}({', '.join((*self.fixtures, *names))}):", f'    """{self.title.in_lang(lang)}"""']
        return "\n".join([*lines, *(f"    {line}" for line in self.body)]) + "\n"


def tests_of(plan: FunctionPlan, points: Fraction) -> tuple[TestText, ...]:
    """The tests of one function; the plain one has the largest share of its points."""
    assert plan.target is not None  # noqa: S101  # only whole plans are written
    groups = [(key, list(cases)) for key, cases in groupby(sorted(plan.cases, key=_group), key=_group)]
    groups.sort(key=lambda group: (group[1][0].theme != "general", plan.cases.index(group[1][0])))
    special = points / (len(groups) + 1)
    if points >= len(groups):
        special = Fraction(max(1, int(special)))
    found: list[TestText] = []
    for number, (_, cases) in enumerate(groups):
        share = points - special * (len(groups) - 1) if number == 0 else special
        found.append(_test(plan.target, cases, share, [test.name for test in found]))
    return tuple(found)


def _group(case: CasePlan) -> tuple[str, ...]:
    names = tuple(name for name, _ in case.given)
    drawn = tuple(f"{name}={source}" for name, source in case.options)
    if case.theme == "error":
        return (case.theme, case.raises, *(f"{name}={source}" for name, source in (*case.given, *case.options)))
    zero = tuple(name for name, size in case.sizes if size == 0) if case.theme == "empty" else ()
    return (case.theme, *names, *drawn, *zero)


def _test(target: Target, cases: Sequence[CasePlan], points: Fraction, taken: Sequence[str]) -> TestText:
    theme = cases[0].theme
    subject = _subject(cases[0])
    endings = {"general": "", "value": f"_{subject}", "option": f"_{subject}", "empty": f"_without_{subject}",
               "error": f"_refuses_{subject}"}  # fmt: skip
    base = "test_" + re.sub(r"\W+", "_", target.function.lower()) + endings.get(theme, f"_{theme}")
    name = base if base not in taken else f"{base}_{sum(each.startswith(base) for each in taken) + 1}"
    symbols = target.symbols
    # What is wrong with an argument stands in the call itself.
    given = tuple(each for each, _ in cases[0].given) if theme != "error" else ()
    rows = tuple(
        dict.fromkeys(
            (*(repr(dict(case.sizes)[symbol]) for symbol in symbols), *(dict(case.given)[name] for name in given)) for case in cases
        )
    )
    return TestText(
        name=name,
        question=target.function,
        title=_both(*_title(target, cases, theme, subject)),
        hint=_both(f"hint_{'value' if theme == 'option' else theme}", name=subject, error=cases[0].raises),
        points=points,
        parameters=((*symbols, *given), rows) if symbols or given else ((), ()),
        fixtures=_fixtures(target)
        if theme != "error"
        else ("student", *(["rng"] if target.symbols or target.builder.drawn else [])),
        body=tuple(_body(target, cases[0])),
        is_method="." in target.function or bool(target.producer),
    )


def _title(target: Target, cases: Sequence[CasePlan], theme: Theme, subject: str) -> tuple[str, dict[str, str]]:
    call = f"{target.function}()"
    if theme == "general":
        sizes = ", ".join(size_told(symbol) for symbol in target.symbols if symbol not in ("functions", "lead", "shape"))
        return (
            ("case_general", {"call": call, "sizes": f" ({sizes})" if sizes else ""})
            if sizes
            else ("case_general_fixed", {"call": call})
        )
    if theme in ("value", "option"):
        values = [source for case in cases for name, source in (*case.given, *case.options) if name == subject]
        if any(len(each) > 20 for each in values):
            return "case_value_drawn", {"call": call, "name": subject}
        key = "case_option" if theme == "option" else "case_value"
        return key, {"call": call, "name": subject, "values": ", ".join(dict.fromkeys(values))}
    if theme == "error":
        (source,) = (source for _, source in (*cases[0].given, *cases[0].options))
        return "case_error", {"call": call, "name": subject, "source": source, "error": cases[0].raises}
    return f"case_{theme}", {"call": call, "name": subject}


def _subject(case: CasePlan) -> str:
    named = [name for name, _ in (*case.given, *case.options)]
    named += [name for name, size in case.sizes if size == 0] if case.theme == "empty" else []
    return named[0] if named else ""


def _both(key: str, values: dict[str, str] | None = None, **more: str) -> Text:
    filled = {**(values or {}), **more}
    return Text(en=say(key, "en", **filled), ko=say(key, "ko", **filled))


def _fixtures(target: Target) -> tuple[str, ...]:
    has_like = any(each.like for each in target.builder.arguments)
    others = [*([target.maker] if target.producer is not None else []), *(["reference"] if has_like else [])]
    return ("check", *sorted(dict.fromkeys(others), reverse=True), "rng")


def _refused(target: Target, case: CasePlan) -> Iterator[str]:
    """The lines of a case whose answer is an exception."""
    given = dict(case.given)
    names = [each.name for each in target.builder.drawn]
    if names:
        yield f"{', '.join(names)}{',' if len(names) == 1 else ''} = {_drawn(target.builder, case)}"
    on = "student"
    if target.constructor is not None:
        inner = _drawn(target.constructor, case)
        yield f"it = student.{target.function.rpartition('.')[0]}({'*' + inner if inner else ''})"
        on = "it"
    args = [*(given.get(name, name) for name in names), *(f"{name}={source}" for name, source in case.options)]
    yield f"with pytest.raises({case.raises}):"
    yield f"    {on}.{target.function.rpartition('.')[2]}({', '.join(args)})"


def _body(target: Target, case: CasePlan) -> Iterator[str]:
    if case.theme == "error":
        yield from _refused(target, case)
        return
    short = target.function.rpartition(".")[2]
    options = "".join(f", {name}={source}" for name, source in case.options)
    own = _drawn(target.builder, case, given=True)
    on = "check"
    if target.constructor is not None:
        inner = _drawn(target.constructor, case)
        on = f"check.{target.function.rpartition('.')[0]}({'*' + inner if inner else ''})"
    if case.theme == "again":
        yield f"it = {on}"
        yield from [f"it.{short}({'*' + own if own else ''})"] * 2
        return
    if target.producer is None:
        call = f"{on}.{short}({'*' + own if own else ''}{options})".replace("(, ", "(")
        yield call
        return
    yield f"inputs = {_drawn(target.producer, case)}"
    yield f"made = {target.maker}.{target.producer.function}(*inputs)"
    args = []
    waiting = [each.name for each in target.builder.drawn]
    if waiting:
        yield f"{', '.join(waiting)}{',' if len(waiting) == 1 else ''} = {own}"
    for each in target.builder.arguments:
        part = f"[{each.part}]" if each.part >= 0 else ""
        if each.kind == "answer":
            args.append(f"made{part}")
        elif each.like:
            yield f"{each.name} = draw_numbers(rng, np.shape(reference.{target.producer.function}(*inputs){part}){_draw(case)})"
            args.append(each.name)
        else:
            args.append(each.name)
    yield f"check.{short}({', '.join(args)}{options})"


def _draw(case: CasePlan) -> str:
    return f', "{case.draw}"' if case.draw != "real" else ""


def _drawn(builder: Builder, case: CasePlan, *, given: bool = False) -> str:
    """The call of a builder; empty where a function takes nothing."""
    if not builder.drawn and not builder.symbols:
        return ""
    args = ["rng", *builder.symbols]
    args += [f'draw="{case.draw}"'] if builder.has_draw and case.draw != "real" else []
    args += [f"{name}={name}" for name, _ in case.given] if given else []
    return f"{builder.name}({', '.join(args)})"


def hidden_text(plans: Sequence[FunctionPlan], tests: Sequence[TestText], module: str, lang: Lang) -> str:
    """The whole of ``test_hidden.py``."""
    bodies = "\n\n".join(["", *(test.source(lang) for test in tests)])
    builders = [each.name for plan in plans if plan.target is not None for each in plan.target.builders if each.name in bodies]
    used = dict.fromkeys(builders)
    used |= dict.fromkeys(
        name
        for name in ("draw_numbers", "draw_number", "draw_matrix", "draw_probabilities", "draw_text", "draw_words")
        if re.search(rf"(?<!\w){name}\(", bodies)
    )
    lines = [f'"""Hidden tests for {module}."""', ""]
    lines += ["import numpy as np"] if "np." in bodies else []
    lines += ["import pytest", *([import_of(sorted(used)).rstrip()] if used else [])]
    return "\n".join(lines) + "\n" + bodies


def visible_text(plans: Sequence[FunctionPlan], module: str, lang: Lang) -> str:
    """The whole of ``test_visible.py``: the examples of the handout."""
    bodies = []
    for plan in plans:
        # What a call changes stays with the student: only the hidden tests can look at it.
        if (example := plan.example) is None or example.changed:
            continue
        name = re.sub(r"\W+", "_", plan.function.lower())
        title = say("case_example", lang, call=f"{plan.function}()")
        lines = [
            f"@pytest.mark.points(1, hint={json.dumps(say('hint_example', lang), ensure_ascii=False)})",
            f"def test_{name}_of_the_example(student, near):", f'    """{title}"""', *(f"    {line}" for line in example.prepare),
            f"    expected = {example.answer}", f"    assert {example.call} == near(expected)",
        ]  # fmt: skip
        bodies.append("\n".join(lines) + "\n")
    text = "\n\n".join(bodies)
    helpers = helpers_of(text)
    head = [f'"""Visible tests for {module}: the examples of the handout. Run them with ``grader check``."""', ""]
    head += ["import numpy as np"] if "np." in text + "".join(helpers) else []
    return "\n\n".join(["\n".join([*head, "import pytest"]) + "\n", *helpers, *bodies])


def _points(points: Fraction) -> str:
    return str(points) if points.denominator == 1 else f'"{points}"'


def is_name(text: str) -> bool:
    """Whether Python lets it be a name."""
    return text.isidentifier() and not keyword.iskeyword(text)
