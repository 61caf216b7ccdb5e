"""Every small change of a submission's own functions that may undo a slip, the likeliest first. No student code runs. Inside.

A change is a text in the place of another one, or the same one at several places of a function. What is asked for are functions
by their names, with whatever of the same files they name.
"""

from __future__ import annotations

import ast
import contextlib
import itertools
import json
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from grader.sandbox.inside.cells import foreign_magic
from grader.sandbox.inside.decoding import decoded
from grader.sandbox.inside.drafts import LESS, Draft
from grader.sandbox.inside.page import LOOSE, Page, Span
from grader.sandbox.inside.slipgroups import MAX_TEXT, Found, found_at, of_sizes, scaled, swapped, together
from grader.sandbox.inside.slipmissing import anything_beside
from grader.sandbox.inside.slipnames import is_value
from grader.sandbox.inside.slipnodes import drafts_at
from grader.sandbox.inside.slipscope import scope_of

Files = Sequence[tuple[str, bytes]]

# Of all that is found of a submission so many go to the judge, and a function has no more nodes than that looked at.
MAX_REPAIRS = 4000
MAX_FOUND = 20_000
MAX_NODES = 1500
# A function with fewer changes than that is short enough for those that are tried last of all.
ROOM = 1000
# What counters may be multiplied with.
MAX_FACTORS = 4
# Statements that can be left out to see what hangs on them.
MAX_STATEMENTS = 60
_SIMPLE = re.compile(r"[\w.]+\Z|\(.*\)\Z|[\w.]+\([^()]*\)\Z|[\w.]+\[[^\[\]]*\]\Z", re.DOTALL)


def repairs_of(files: Files, roots: Sequence[str], likely: Collection[str] = (), most: int = MAX_REPAIRS) -> list[list[Any]]:
    """``[repairs, names of the functions that may be changed, what leaves out a statement, uses]``. A repair is ``[kind, cost,
    function, [[place, line, column, end line, end column, text, first line of its statement, last line, what stands there,
    its line], ...]]``.

    ``uses``: of whatever is defined at the top of a file what it names of the same files: ``[name, [name, ...]]``.
    ``likely``: the kinds that come first; then the smallest changes, those at one place before those at several, and of kinds
    that few places have before those of many.
    The last definition of a name counts, as it does for Python. A file that cannot be read has no repairs.
    """
    pages = list(_pages(files))
    found: list[list[Any]] = []
    reached, left_out = [], []
    for name, function, page in _reached(pages, roots):
        if len(found) > MAX_FOUND:
            break  # so many functions that no choice of their changes would come to an end
        reached.append(name)
        with contextlib.suppress(RecursionError):  # nested deeper than what anybody would change in it
            left_out += [each.written for each in _left_out(name, function, page)]
            found += _listed(name, function, page)
    found.sort(key=lambda each: (each[1], len(each[3])))
    found.sort(key=_farness(found, likely, {step for page in pages for step in _steps(page)}))
    return [found[:most], reached, left_out[:MAX_STATEMENTS], _uses(pages)]


def _listed(name: str, function: ast.FunctionDef, page: Page) -> list[list[Any]]:
    single = list(_of_function(name, function, page))
    alone = [[each.draft.kind, each.draft.cost, name, [each.written]] for each in single]
    return [*alone, *together(name, single), *of_sizes(name, single), *_of_statements(name, function, page)]


def _farness(
    found: Sequence[list[Any]], likely: Collection[str], steps: Collection[tuple[str, int]]
) -> Callable[[list[Any]], float]:
    """Each kind is as likely as another at first: of one that can be changed at many places, each change is less so.
    Whoever makes a slip once makes it again, so that several places are nearly as likely as one.

    ``steps``: statements without which a loop does not end. Most changes of one wait for ever, and few of these are borne.
    """
    counted = Counter((each[0], each[1]) for each in found)

    def farness(each: list[Any]) -> float:
        kind, cost, _, changes = each
        many = 0.5 * math.log2(counted[kind, cost])
        waits = 2 * any((change[0], change[6]) in steps for change in changes)
        again = 0.3 * (_statements(changes) - 1)
        return cost + many + waits + again - 3 * (kind in likely)  # type: ignore[no-any-return]  # a cost is a number

    return farness


def _steps(page: Page) -> Iterator[tuple[str, int]]:
    for loop in (node for node in ast.walk(page.tree) if isinstance(node, ast.While)):
        asked = {node.id for node in ast.walk(loop.test) if isinstance(node, ast.Name)}
        for node in (node for each in loop.body for node in ast.walk(each)):
            if isinstance(node, ast.Assign | ast.AugAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if asked & {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}:
                    yield page.place, node.lineno


def _statements(changes: Sequence[Sequence[Any]]) -> int:
    """In how many statements it changes something."""
    return len({(each[0], each[6]) for each in changes})


def _of_statements(name: str, function: ast.FunctionDef, page: Page) -> Iterator[list[Any]]:
    scope = scope_of(function, page)
    names = dict.fromkeys((*scope.unused, *scope.parameters))
    factors = [each for each in names if scope.is_size(each) is not False and each not in scope.counters]
    for statement in _nodes(function):
        if isinstance(statement, ast.stmt):
            yield from swapped(name, statement, scope.names, page)
            yield from scaled(name, statement, scope.counters, factors[:MAX_FACTORS], page)


def _pages(files: Files) -> Iterator[Page]:
    for name, content in files:
        for place, text in _texts(name, content):
            try:
                yield Page(place, text)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue


def _texts(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    if not name.endswith(".ipynb"):
        try:
            yield name, decoded(content, name)
        except SyntaxError:
            return
        return
    number = 0
    for cell in json.loads(content)["cells"]:
        number += cell["cell_type"] == "code"
        if cell["cell_type"] == "code" and not foreign_magic(cell["source"]):
            lines = [re.sub(r"^(\s*)[%!?].*", r"\1pass", line) for line in cell["source"].split("\n")]
            yield f"{name}[{number}]", "\n".join(lines)


def _reached(pages: Sequence[Page], roots: Sequence[str]) -> Iterator[tuple[str, ast.FunctionDef, Page]]:
    """The functions of these names, the methods of these classes, and whatever of the same files is named in them."""
    known: dict[str, tuple[ast.FunctionDef, Page]] = {}
    classes: dict[str, list[str]] = {}
    for page in pages:
        for statement in page.tree.body:
            if isinstance(statement, ast.FunctionDef):
                known[statement.name] = (statement, page)
            elif isinstance(statement, ast.ClassDef):
                methods = [each for each in statement.body if isinstance(each, ast.FunctionDef)]
                classes[statement.name] = [f"{statement.name}.{each.name}" for each in methods]
                known.update({f"{statement.name}.{each.name}": (each, page) for each in methods})
    waiting = [each.split(".")[0] for each in roots]
    done: set[str] = set()
    while waiting:
        name = waiting.pop(0)
        for each in classes.get(name, [name]):
            if each in done or each not in known:
                continue
            done.add(each)
            function, page = known[each]
            yield each, function, page
            waiting += [node.id for node in ast.walk(function) if isinstance(node, ast.Name) and node.id in (known | classes)]


def _uses(pages: Sequence[Page]) -> list[list[Any]]:
    found: dict[str, set[str]] = {}
    for statement in (each for page in pages for each in page.tree.body):
        inner = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            names = [statement.name]
        else:  # a table of functions, another name for one
            names = [node.id for node in inner if isinstance(node.ctx, ast.Store)]
        for name in names:
            found.setdefault(name, set()).update(node.id for node in inner)
    return [[name, sorted(used & found.keys())] for name, used in found.items()]


def _of_function(name: str, function: ast.FunctionDef, page: Page) -> Iterator[Found]:
    scope = scope_of(function, page)
    made: dict[tuple[Span, str], tuple[Draft, ast.stmt]] = {}
    nodes = list(itertools.islice(_nodes(function), MAX_NODES))
    for node in nodes:
        _put(made, node, drafts_at(node, scope, page), page)
    for node in nodes if len(made) < ROOM else ():
        if isinstance(node, ast.expr) and is_value(node, scope, page):
            _put(made, node, anything_beside(node, scope, page), page)
    for draft, statement in made.values():
        yield found_at(draft, statement, name, page)


def _put(made: dict[tuple[Span, str], tuple[Draft, ast.stmt]], node: ast.AST, drafts: Iterator[Draft], page: Page) -> None:
    """Of those that come to the same the nearest."""
    statement = page.statement(node)
    for draft in drafts if statement is not None else ():
        text, before = _bracketed(draft, page), page.text(draft.span)
        known = made.get((draft.span, text))
        if known is not None and known[0].cost <= draft.cost:
            continue
        if statement is not None and len(text) <= MAX_TEXT and text != before and _depth(text) == _depth(before):
            made[draft.span, text] = Draft(draft.kind, draft.cost, draft.span, text), statement


def _left_out(name: str, function: ast.FunctionDef, page: Page) -> Iterator[Found]:
    for node in _nodes(function):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr) and not isinstance(node.value, ast.Constant):
            yield found_at(Draft("too_much", LESS, page.span(node), "pass"), node, name, page)


def _depth(text: str) -> int:
    """How many brackets it opens and leaves open: those around a node are not its own, and have to stay closed."""
    # Written out, since it is asked of every draft.
    return text.count("(") - text.count(")") + text.count("[") - text.count("]") + text.count("{") - text.count("}")


def _nodes(function: ast.FunctionDef) -> Iterator[ast.expr | ast.stmt]:
    """Of the body, in the order of the text, after the constants that parameters are without an argument.

    Not what stands in a formatted text, whose columns mean nothing to some Pythons.
    """
    yield from (each for each in (*function.args.defaults, *function.args.kw_defaults) if isinstance(each, ast.Constant))
    waiting: list[ast.AST] = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.expr | ast.stmt):
            yield node
        if isinstance(node, ast.JoinedStr | ast.Lambda):
            continue
        waiting += reversed(list(ast.iter_child_nodes(node)))


def _bracketed(draft: Draft, page: Page) -> str:
    """A compound text in the place of an operand needs parentheses."""
    node = page.node(draft.span)
    if (
        node is None
        or isinstance(page.parent(node), LOOSE)
        or _SIMPLE.match(draft.text)
        or isinstance(page.parent(node), ast.Subscript)
    ):
        return draft.text
    return f"({draft.text})"
