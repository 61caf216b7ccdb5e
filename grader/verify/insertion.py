"""Cases put into an author's suite: the text with them, the points of the suite unchanged. Pure.

A new case takes a share of the test of the same function that gives most, so that the handout's sum, and that of every question,
stays what it is; its hint is that test's, until somebody words a better one.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from grader.verify.splice import Source

WIDTH = 128
_HEAD = re.compile(r'@pytest\.mark\.points\(1, hint="\.\.\."')


@dataclass(frozen=True, slots=True)
class NewCase:
    """A test as text, and the function that it is about."""

    function: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """``suite``: the text with the cases that found a place; ``left``: those of whose function no test has points to share."""

    suite: str
    donors: tuple[tuple[str, str], ...]  # each new test, and the test whose points and hint it shares
    left: tuple[NewCase, ...]


def with_cases(suite: str, cases: Sequence[NewCase], tests: Mapping[str, Sequence[str]]) -> Written:
    """``tests``: for each function the suite's tests about it, the one that gives most first."""
    by_function: dict[str, list[NewCase]] = {}
    for case in cases:
        by_function.setdefault(case.function, []).append(case)
    donors: list[tuple[str, str]] = []
    left: list[NewCase] = []
    for function, own in by_function.items():
        source = Source("test_hidden.py", suite)
        donor = next((found for name in tests.get(function, ()) if (found := _donor(source, name)) is not None), None)
        if donor is None:
            left += own
            continue
        suite = _shared(source, donor, own)
        donors += [(case.name, donor.test.name) for case in own]
    if donors and not re.search(r"^import numpy as np\b", suite, re.MULTILINE) and "np." in suite:
        suite = _imported(suite)
    return Written(suite, tuple(donors), tuple(left))


def with_imports(suite: str, inputs: str) -> str:
    """With an import of each name that the suite uses without having it, and that its ``inputs.py`` defines: a case that is
    added may hand over one of the author's own functions."""
    tree = ast.parse(suite)
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    has = {node.id for node in names if not isinstance(node.ctx, ast.Load)} | set(_bound(ast.walk(tree)))
    lacks = sorted(({node.id for node in names} - has) & set(_bound(ast.parse(inputs).body)))
    if not lacks:
        return suite
    found = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    own = next((node for node in found if isinstance(node, ast.ImportFrom) and node.module == "inputs"), None)
    lines = suite.splitlines(keepends=True)
    if own is None or any(alias.asname or alias.name == "*" for alias in own.names):
        last = max((node.end_lineno or 0 for node in found), default=0)
        return "".join([*lines[:last], import_of(lacks), *lines[last:]])
    both = import_of(sorted({*lacks, *(alias.name for alias in own.names)}))
    return "".join([*lines[: own.lineno - 1], both, *lines[own.end_lineno :]])


def import_of(names: Sequence[str]) -> str:
    """The line, or lines, with which a suite takes these from its ``inputs.py``."""
    line = f"from inputs import {', '.join(names)}\n"
    return line if len(line) <= WIDTH else "from inputs import (\n" + "".join(f"    {name},\n" for name in names) + ")\n"


def _bound(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """What functions, classes, imports, arguments and assignments of names are called."""
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


@dataclass(frozen=True, slots=True)
class _Donor:
    test: ast.FunctionDef
    number: ast.Constant  # its points, as they stand in the mark
    points: Fraction
    hint: ast.expr | None


def _donor(source: Source, name: str) -> _Donor | None:
    test = next((node for node in source.tree.body if isinstance(node, ast.FunctionDef) and node.name == name), None)
    for mark in test.decorator_list if test is not None else ():
        if not (isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.points" and mark.args):
            continue
        number = mark.args[0]
        if test is not None and isinstance(number, ast.Constant) and type(number.value) in (int, str):
            try:
                points = Fraction(str(number.value))
            except ValueError:
                return None
            hint = next((keyword.value for keyword in mark.keywords if keyword.arg == "hint"), None)
            return _Donor(test, number, points, hint) if points > 0 else None
    return None


def _shared(source: Source, donor: _Donor, cases: Sequence[NewCase]) -> str:
    """Half of the donor's points to the new cases, in equal parts, below it; whole points of whole ones, where there are enough."""
    share = donor.points / 2 / len(cases)
    if donor.points.denominator == 1 and share >= 1:
        share = Fraction(int(share))
    hint = source.segment(donor.hint) if donor.hint is not None else None
    mark = f"@pytest.mark.points({_points(share)}" + (f", hint={hint}" if hint else "")
    added = "".join(f"\n\n{_HEAD.sub(lambda _: mark, case.text, count=1)}" for case in cases)
    lines = source.text.splitlines(keepends=True)
    end = donor.test.end_lineno or donor.test.lineno
    below = "".join(lines[end:])
    changed = source.replaced(donor.number, ast.Constant(_value(donor.points - share * len(cases))))
    above = "".join(changed.splitlines(keepends=True)[: len(changed.splitlines()) - len(below.splitlines())])
    return above.rstrip("\n") + "\n" + added.rstrip("\n") + "\n" + below


def _value(points: Fraction) -> int | str:
    return int(points) if points.denominator == 1 else str(points)


def _points(points: Fraction) -> str:
    return json.dumps(_value(points))


def _imported(suite: str) -> str:
    """With NumPy under its usual name, after the docstring."""
    tree = ast.parse(suite)
    lines = suite.splitlines(keepends=True)
    first = next((node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)), None)
    place = (first.lineno - 1) if first is not None else (tree.body[0].end_lineno or 0) if ast.get_docstring(tree) else 0
    future = isinstance(first, ast.ImportFrom) and first.module == "__future__"
    place += 1 if future else 0
    return "".join([*lines[:place], "import numpy as np\n", *lines[place:]])


def with_texts(grading: str, texts: Mapping[str, Mapping[str, str]]) -> str | None:
    """grading.yaml with titles and hints of new tests in Korean; None where lines cannot be put into ``texts:``."""
    lines = list(_lines(texts))
    if not lines:
        return grading
    if match := re.search(r"^texts:[ \t]*(#.*)?\n", grading, re.MULTILINE):
        return grading[: match.end()] + "".join(lines) + grading[match.end() :]
    if re.search(r"^texts:", grading, re.MULTILINE):
        return None
    return grading.rstrip("\n") + "\ntexts:\n" + "".join(lines)


def _lines(texts: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for test, own in texts.items():
        yield f"  {test}:\n"
        for what, text in own.items():
            yield f"    {what}: {{ko: {json.dumps(text, ensure_ascii=False)}}}\n"
