"""What is known of a case before anybody's code runs: its title, points, question, hints. Read off collected pytest items.

Knows nothing of students.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache

import pytest

from grader.errors import AssignmentError
from grader.model import Assignment, CaseResult, Reveal, Text, Verdict
from grader.reading.messages import did_you_mean

# What a suite says of its tests.
MARKS = ("points", "reveal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One graded item of a suite."""

    name: str  # as pytest writes it, without the file: ``test_f[3-5]``
    number: str  # the same without anything that carries an input: ``test_f[#2]``
    test: str  # the test function's name
    title: Text
    question: str
    points: Fraction
    hints: tuple[Text, ...]
    reveal: Reveal
    set_aside: Text | None = None  # why it counts for nobody any more
    bonus: bool = False  # its points count, its maximum does not

    def result(self, verdict: Verdict) -> CaseResult:
        """The bare result of a case that was not run; of one that was, ``grader.judge.account`` makes it."""
        return CaseResult(
            case=self.name,
            number=self.number,
            title=self.title,
            question=self.question,
            verdict=verdict,
            points=Fraction(0),
            max_points=self.points,
            reveal=self.reveal,
            hints=self.hints,
            set_aside=self.set_aside or Text(""),
            bonus=self.bonus,
        )


def read_cases(items: Sequence[pytest.Item], assignment: Assignment) -> tuple[Case, ...]:
    """One case an item, in the suite's order. Raises AssignmentError with everything that is wrong with the marks."""
    siblings = Counter(_test_of(item) for item in items)
    seen: Counter[str] = Counter()
    cases, problems = [], []
    for item in items:
        test = _test_of(item)
        seen[test] += 1
        try:
            cases.append(_read_case(item, assignment, share=siblings[test], place=seen[test]))
            problems += [*_rules_of_no_name(item, assignment), *_marks_misspelt(item)]
        except ValueError as error:
            problems.append(f"{item.nodeid}: {error}")
    problems += _texts_of_no_test(cases, assignment)
    problems += _drops_of_no_test(cases, assignment)
    problems += _bonus_of_no_question(cases, assignment)
    if problems:
        raise AssignmentError(*dict.fromkeys(problems))
    return tuple(cases)


def _rules_of_no_name(item: pytest.Item, assignment: Assignment) -> list[str]:
    """Calls of ``near(..., rule="name")`` in the test whose name grading.yaml does not hold; found before anybody is graded."""
    function, known = getattr(item, "function", None), tuple(name for name, _ in assignment.named_rules)
    calls = [
        call
        for call in _nodes(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "near"
    ]
    values = [value for call in calls for value in (*call.args[1:2], *(each.value for each in call.keywords if each.arg == "rule"))]
    unknown = [
        (value.lineno, value.value)
        for value in values
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value not in known
    ]
    if not unknown:
        return []
    first = inspect.getsourcelines(function)[1]  # type: ignore[arg-type]  # _nodes() read it
    return [
        f"{item.path.name}:{first + line - 1}: grading.yaml has no rule {name!r} under rules:"
        f"{did_you_mean(name, known) if known else '; it has none'}"
        for line, name in unknown
    ]


def _marks_misspelt(item: pytest.Item) -> list[str]:
    """pytest takes any name for a mark; a test whose points are misspelt would be worth 1, and nobody would be told."""
    names = [mark.name for mark in item.iter_markers() if mark.name not in MARKS]
    near = {name: get_close_matches(name.lower(), MARKS, n=1, cutoff=0.8) for name in names}
    return [
        f"{item.path.name}: {_test_of(item)} has the mark {name!r}, which means nothing; did you mean {meant[0]!r}?"
        for name, meant in near.items()
        if meant
    ]


@lru_cache(256)  # a parametrised test is many cases
def _nodes(function: object) -> tuple[ast.AST, ...]:
    """Of the test's own source; nothing where there is none to be had."""
    try:
        return tuple(ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))))  # type: ignore[arg-type]  # None raises TypeError
    except (OSError, TypeError, SyntaxError):
        return ()


def _texts_of_no_test(cases: Sequence[Case], assignment: Assignment) -> list[str]:
    """Translations for a test that the suite does not hold: a renamed test would lose them in silence."""
    tests = sorted({case.test for case in cases})
    return [
        f"{texts.where}: the suite holds no test {texts.test!r}{did_you_mean(texts.test, tests)}"
        for texts in assignment.texts
        if texts.test not in tests
    ]


def _drops_of_no_test(cases: Sequence[Case], assignment: Assignment) -> list[str]:
    names = sorted({name for case in cases for name in (case.test, case.name)})
    return [
        f"{where}: the suite holds no test {name!r}{did_you_mean(name, names)}"
        for name, _, where in assignment.drop
        if name not in names and assignment.private is not None
    ]


def _bonus_of_no_question(cases: Sequence[Case], assignment: Assignment) -> list[str]:
    questions = sorted({case.question for case in cases})
    return [
        f"assignment.yaml: bonus names {name!r}, but the suite asks no such question{did_you_mean(name, questions)}"
        for name in assignment.bonus
        if name not in questions and assignment.private is not None
    ]


def _read_case(item: pytest.Item, assignment: Assignment, *, share: int, place: int) -> Case:
    test = _test_of(item)
    short = test.rpartition("::")[2]
    texts = assignment.texts_for(short)
    mark = item.get_closest_marker("points")
    options = dict(mark.kwargs) if mark else {}
    if unknown := sorted(set(options) - {"hint", "question"}):
        raise ValueError(f"the mark points(n, hint=, question=) knows no {unknown[0]!r}")
    title = _merged(_title(item, short), texts.title)
    hint = _merged(options.get("hint", ""), texts.hint)
    function = getattr(item, "function", None)
    parametrised = hasattr(item, "callspec")
    question = options.get("question") or _question(function, assignment.functions)
    return Case(
        name=_name_of(item),
        number=f"{test}[#{place}]" if parametrised else test,
        test=short,
        title=title,
        question=question,
        points=_points(mark) / share,
        hints=(hint,) if hint.en or hint.ko else (),
        reveal=_reveal(item, assignment.reveal),
        bonus=question in assignment.bonus,
        set_aside=next((why for name, why, _ in assignment.drop if name in (short, _name_of(item))), None),
    )


def _points(mark: pytest.Mark | None) -> Fraction:
    if mark is None:
        return Fraction(1)
    if len(mark.args) != 1:
        raise ValueError("the mark points takes one number: points(4), points(0.5) or points('1/3')")
    try:
        # By way of str, so that 0.1 is a tenth and not the float beside it.
        points = Fraction(str(mark.args[0]))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"points({mark.args[0]!r}) is not a number: write points(4), points(0.5) or points('1/3')") from None
    if points < 0:
        raise ValueError(f"points({mark.args[0]!r}) is negative")
    return points


def _reveal(item: pytest.Item, default: Reveal) -> Reveal:
    mark = item.get_closest_marker("reveal")
    if mark is None:
        return default
    try:
        return Reveal(mark.args[0])
    except (ValueError, IndexError):
        raise ValueError(f"the mark reveal takes one of {', '.join(Reveal)}") from None


def _merged(suite: str | Text | dict[str, str], yaml: Text | None) -> Text:
    """The suite's text, with what the YAML says in its place or beside it."""
    if isinstance(suite, dict):
        suite = Text(en=suite.get("en", ""), ko=suite.get("ko", ""))
    text = suite if isinstance(suite, Text) else Text(en=inspect.cleandoc(str(suite)))
    if yaml is None:
        return text
    # A plain string in the YAML is a translation as well: it stands for both languages.
    return Text(en=yaml.en or text.en, ko=yaml.ko or text.ko)


def _title(item: pytest.Item, test: str) -> str:
    """The first paragraph of the docstring, else the test's name as words."""
    doc = inspect.getdoc(getattr(item, "function", None)) or ""
    first = " ".join(doc.split("\n\n")[0].split())
    return first or test.removeprefix("test_").replace("_", " ")


def _question(function: object, functions: Sequence[str]) -> str:
    """The function that a test is about: that of its first ``check.f``, else of its first ``student.f``."""
    uses = sorted(
        (node.lineno, node.col_offset, node.value.id, node.attr)
        for node in _nodes(function)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    )
    for proxy in ("check", "student"):
        for _, _, name, attribute in uses:
            if name == proxy and attribute in functions:
                return attribute
    return ""


def _name_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[2] or item.name


def _test_of(item: pytest.Item) -> str:
    name = _name_of(item)
    original = getattr(item, "originalname", None)
    return name.rpartition("::")[0] + "::" + original if original and "::" in name else original or name
