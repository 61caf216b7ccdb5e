"""Whether ``forbid:`` is kept: the reference with each construct put in has to be found, and each name has to lead somewhere."""

from __future__ import annotations

import ast
import builtins
import importlib
import warnings
from collections.abc import Callable, Iterator

from grader.model import FORBIDDEN_WORDS, Assignment, Grade, Submission
from grader.verify.laboratory import Laboratory, Pool
from grader.verify.outcome import Complaint, complaint
from grader.verify.programs import Material, submission_of, with_file

WORDS = {
    "for": "for _ in (): pass",
    "while": "while 0: pass",
    "loop": "for _ in (): pass",
    "comprehension": "[0 for _ in ()]",
    "if": "if 0: pass",
    "lambda": "lambda: 0",
    "try": "try: pass\nfinally: pass",
    "with": "with open('') as _: pass",
    "match": "match 0:\n case _: pass",
    "class": "class _: pass",
    "global": "global _",
    "nonlocal": "def _():\n a = 0\n def b():\n  nonlocal a",
    "yield": "def _(): yield",
    "import": "import math",
    "@": "0 @ 0",
}
SHORT = {"np": "numpy", "plt": "matplotlib.pyplot", "pd": "pandas"}


def about_bans(pool: Pool, assignment: Assignment, material: Material) -> Iterator[Complaint]:
    """Of point 3: every program that has to lose points does. One program for each construct of each function."""
    names = dict.fromkeys(construct for _, constructs in assignment.forbid for construct in constructs)
    for construct in names:
        if not leads_somewhere(construct):
            yield complaint(3, "verify_ban_nothing", use=construct)
    asked = list(_programs(assignment, material))
    grades = pool.each([_ask(submission) for _, _, submission in asked])
    for (function, construct, _), grade in zip(asked, grades, strict=True):
        if not _is_found(grade, function, construct):
            yield complaint(3, "verify_ban_unseen", use=construct, function=function)


def _programs(assignment: Assignment, material: Material) -> Iterator[tuple[str, str, Submission]]:
    for function, constructs in assignment.forbid:
        for construct in constructs:
            for file, source in material.sources:
                if (text := _with_use(source, function, construct)) is not None:
                    yield function, construct, submission_of("forbidden", with_file(material.sources, file, text))
                    break


def _ask(submission: Submission) -> Callable[[Laboratory], Grade]:
    return lambda laboratory: laboratory.grade(submission)


def _is_found(grade: Grade, function: str, construct: str) -> bool:
    return any(use.question == function and use.construct == construct for case in grade.cases for use in case.forbidden)


def _with_use(source: str, function: str, construct: str) -> str | None:
    """The file with the construct in the function, where it is never reached; None where the file does not define that."""
    tree = ast.parse(source)
    defined = next((node for node in tree.body if getattr(node, "name", "") == function), None)
    if isinstance(defined, ast.ClassDef):
        defined = next((node for node in defined.body if isinstance(node, ast.FunctionDef)), None)
    if not isinstance(defined, ast.FunctionDef):
        return None
    unreached = ast.parse("if 0: pass").body[0]
    assert isinstance(unreached, ast.If)  # noqa: S101  # it is written above
    unreached.body = ast.parse(_use(construct, defined.name)).body
    defined.body.insert(1 if ast.get_docstring(defined) else 0, unreached)
    return ast.unparse(ast.fix_missing_locations(tree))


def _use(construct: str, function: str) -> str:
    if construct in WORDS:
        return WORDS[construct]
    if construct == "recursion":
        return f"{function}()"
    if construct.startswith("."):
        return f"(0){construct}"
    first, _, rest = construct.partition(".")
    if not rest and construct not in SHORT:
        return construct if construct in dir(builtins) else f"import {construct}\n{construct}"
    whole = f"{SHORT.get(first, first)}.{rest}".rstrip(".")
    return f"import {whole.partition('.')[0]}\n{whole}"


def leads_somewhere(construct: str) -> bool:
    """Whether what is forbidden is there at all: a name that is misspelt forbids nothing."""
    first, _, rest = construct.partition(".")
    if construct in FORBIDDEN_WORDS or not first or (not rest and first in dir(builtins)):
        return True
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _found(f"{SHORT.get(first, first)}.{rest}".rstrip(".").split("."))


def _found(path: list[str]) -> bool:
    for end in range(len(path), 0, -1):
        try:
            found: object = importlib.import_module(".".join(path[:end]))
        except ImportError:
            continue
        return all((found := getattr(found, name, None)) is not None for name in path[end:])
    return False
