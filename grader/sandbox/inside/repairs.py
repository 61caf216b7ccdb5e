"""Every small change of a submission's own functions that may undo a slip, the likeliest first. No student code runs. Inside.

A change is a text in the place of another one, or the same one at several places of a function. What is asked for are functions
by their names, with whatever of the same files they name.
"""

from __future__ import annotations

import ast
import itertools
import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from grader.sandbox.inside.cells import foreign_magic
from grader.sandbox.inside.decoding import decoded
from grader.sandbox.inside.page import LOOSE, Page, Span
from grader.sandbox.inside.slipnames import Scope, divided_by, of_name, of_number, scope_of, sized, with_missing, with_term
from grader.sandbox.inside.slips import LESS, MORE, NEW, WORD, Draft, around, of_expression
from grader.sandbox.inside.slipstatements import of_statement

Files = Sequence[tuple[str, bytes]]

# Of all that is found of a submission so many go to the judge, and a function has no more nodes than that looked at.
MAX_REPAIRS = 4000
MAX_NODES = 1500
MAX_TEXT = 2000
MAX_SHOWN = 200  # letters of a line
# The same change at so many places of a function is tried at all of them, and some kinds at any two.
MAX_TOGETHER = 8
AT_TWO = frozenset({
    "assigned_not_added", "summed_not_averaged", "not_averaged", "not_divided", "divided", "transposed", "axis", "keepdims", "sign",
    "function", "dtype",
})  # fmt: skip
# Statements that can be left out to see what hangs on them.
MAX_STATEMENTS = 60
_SIMPLE = re.compile(r"[\w.]+\Z|\(.*\)\Z|[\w.]+\([^()]*\)\Z|[\w.]+\[[^\[\]]*\]\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """One draft at its place: the function, the first and last line of the statement it stands in, what is replaced, its line."""

    draft: Draft
    place: str
    function: str
    first: int
    last: int
    before: str
    shown: str


def repairs_of(files: Files, roots: Sequence[str], likely: Collection[str] = (), most: int = MAX_REPAIRS) -> list[list[Any]]:
    """``[repairs, names of the functions that may be changed, what leaves out a statement, uses]``. A repair is ``[kind, cost,
    function, [[place, line, column, end line, end column, text, first line of its statement, last line, what stands there,
    its line], ...]]``.

    ``uses``: of whatever is defined at the top of a file what it names of the same files: ``[name, [name, ...]]``.
    ``likely``: the kinds that come first; then the smallest changes, those at one place before those at several.
    The last definition of a name counts, as it does for Python. A file that cannot be read has no repairs.
    """
    pages = list(_pages(files))
    found: list[list[Any]] = []
    reached, left_out = [], []
    for name, function, page in _reached(pages, roots):
        reached.append(name)
        left_out += [_written(each) for each in _left_out(name, function, page)]
        single = list(_of_function(name, function, page))
        found += [[each.draft.kind, each.draft.cost, name, [_written(each)]] for each in single]
        found += _together(name, single)
        found += _of_sizes(name, single)
        found += _swapped(name, function, page)
    found.sort(key=lambda each: (each[1], len(each[3])))
    found.sort(key=lambda each: each[1] + len(each[3]) - 1 - 3 * (each[0] in likely))
    return [found[:most], reached, left_out[:MAX_STATEMENTS], _uses(pages)]


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
    seen: set[tuple[Span, str]] = set()
    for node in itertools.islice(_nodes(function), MAX_NODES):
        statement = page.statement(node)
        if statement is None or statement is function:
            continue
        for draft in _drafts(node, scope, page):
            text = _bracketed(draft, page)
            key = (draft.span, text)
            before = page.text(draft.span)
            if key in seen or len(text) > MAX_TEXT or text == before or _depth(text) != _depth(before):
                continue
            seen.add(key)
            yield _at(Draft(draft.kind, draft.cost, draft.span, text), statement, name, page)


def _left_out(name: str, function: ast.FunctionDef, page: Page) -> Iterator[Found]:
    for node in _nodes(function):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr) and not isinstance(node.value, ast.Constant):
            yield _at(Draft("too_much", LESS, page.span(node), "pass"), node, name, page)


def _depth(text: str) -> int:
    """How many brackets it opens and leaves open: those around a node are not its own, and have to stay closed."""
    # Written out, since it is asked of every draft.
    return text.count("(") - text.count(")") + text.count("[") - text.count("]") + text.count("{") - text.count("}")


def _extent(statement: ast.stmt) -> tuple[int, int]:
    """A statement's lines; of one that holds others, those of its head."""
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body:
        return statement.lineno, max(statement.lineno, body[0].lineno - 1)
    return statement.lineno, statement.end_lineno or statement.lineno


def _nodes(function: ast.FunctionDef) -> Iterator[ast.expr | ast.stmt]:
    """Of the body, in the order of the text; not what stands in a formatted text, whose columns mean nothing to some Pythons."""
    waiting: list[ast.AST] = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.expr | ast.stmt):
            yield node
        if isinstance(node, ast.JoinedStr | ast.Lambda):
            continue
        waiting += reversed(list(ast.iter_child_nodes(node)))


def _drafts(node: ast.expr | ast.stmt, scope: Scope, page: Page) -> Iterator[Draft]:
    if isinstance(node, ast.stmt):
        for block in _blocks(page.parent(node)):
            if node in block:
                yield from of_statement(node, block, page)
        value = getattr(node, "value", None)
        if isinstance(node, ast.Assign | ast.AugAssign | ast.Return) and isinstance(value, ast.expr):
            for part in _parts(value):
                yield from around(part, page)
                yield from sized(part, scope, page)
                yield from with_term(part, [each for each in scope.names if each not in scope.unused], NEW, page)
                yield from with_missing(part, scope, page)
        return
    yield from of_expression(node, page)
    if isinstance(node, ast.Name):
        yield from of_name(node, scope, page)
    if isinstance(node, ast.Constant):
        yield from of_number(node, scope, page)
    if isinstance(node, ast.BinOp):
        yield from divided_by(node, scope, page)
    if isinstance(getattr(node, "ctx", ast.Load()), ast.Load) and not isinstance(node, ast.Constant | ast.Slice | ast.Tuple):
        unused = [each for each in scope.unused if each in scope.parameters]
        yield from with_term(node, unused, MORE, page)
        yield from with_missing(node, scope, page)


def _parts(value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(value, ast.Tuple):
        for each in value.elts:
            yield from _parts(each)
    else:
        yield value


def _blocks(parent: ast.AST | None) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(parent, name, None)
        if isinstance(block, list):
            yield block


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


def _written(found: Found) -> list[Any]:
    return [found.place, *found.draft.span, found.draft.text, found.first, found.last, found.before, found.shown]


def _together(name: str, single: Sequence[Found]) -> Iterator[list[Any]]:
    """The same change at several places: who sums for one gradient sums for the other, too."""
    groups: dict[tuple[str, str, str], list[Found]] = {}
    for each in single:
        if each.draft.cost <= MORE:
            groups.setdefault(_sameness(each), []).append(each)
    for same in groups.values():
        places = [each for each in same if each.first != same[0].first or each is same[0]]
        if not 2 <= len(places) <= MAX_TOGETHER:
            continue
        kind, cost = same[0].draft.kind, same[0].draft.cost
        sizes = [len(places), 2] if len(places) > 2 and same[0].draft.kind in AT_TWO else [len(places)]
        for some in itertools.chain.from_iterable(itertools.combinations(places, size) for size in sizes):
            if _are_apart(some):
                yield [kind, cost + 1, name, [_written(each) for each in some]]


def _sameness(found: Found) -> tuple[str, str, str]:
    start, end = found.draft.span[:2], found.draft.span[2:]
    length = end[1] - start[1] if start[0] == end[0] else -1
    # A division by the same size is the same change, whatever is divided.
    is_around = found.draft.kind in ("not_divided", "not_averaged")
    text = found.draft.text.replace(found.before, "") if is_around else f"{length} {found.draft.text}"
    return found.draft.kind, text, found.function


def _of_sizes(name: str, single: Sequence[Found]) -> Iterator[list[Any]]:
    """Every number that stands for one size, which is one less or one more here and there."""
    sized = [each for each in single if each.draft.kind == "size"]
    numbers = {int(each.before) for each in sized}
    sizes = dict.fromkeys(each.draft.text for each in sized if not each.draft.text.endswith((" + 1", " - 1")))
    for number in sorted(numbers):
        near = {number - 1: " - 1", number: "", number + 1: " + 1"}
        if len(near.keys() & numbers) < 2 or (number - 1 in numbers and number + 1 not in numbers and number != max(numbers)):
            continue
        for size in sizes:
            wanted = {str(each): size + more for each, more in near.items()}
            some = [each for each in sized if wanted.get(each.before) == each.draft.text.strip("()")]
            if len({each.before for each in some}) > 1 and _are_apart(some):
                yield ["size", WORD, name, [_written(each) for each in some]]


def _swapped(name: str, function: ast.FunctionDef, page: Page) -> Iterator[list[Any]]:
    """Two names of one statement, each in the place of the other."""
    scope = scope_of(function, page)
    for statement in _nodes(function):
        if not isinstance(statement, ast.Assign | ast.AugAssign | ast.Return | ast.Expr) or statement.value is None:
            continue
        used = [each for each in ast.walk(statement.value) if isinstance(each, ast.Name) and each.id in scope.names]
        names = list(dict.fromkeys(each.id for each in used))
        for one, other in itertools.combinations(names[:6], 2):
            turned = {one: other, other: one}
            drafts = [Draft("names_swapped", WORD, page.span(each), turned[each.id]) for each in used if each.id in turned]
            if len(drafts) > 1:
                yield ["names_swapped", WORD, name, [_written(_at(draft, statement, name, page)) for draft in drafts]]


def _at(draft: Draft, statement: ast.stmt, name: str, page: Page) -> Found:
    first, last = _extent(statement)
    shown = page.lines(draft.span[0], draft.span[0])[0].strip()[:MAX_SHOWN]
    return Found(draft, page.place, name, first, last, page.text(draft.span)[:MAX_TEXT], shown)


def _are_apart(some: Sequence[Found]) -> bool:
    spans = sorted(each.draft.span for each in some)
    return all(one[2:] <= other[:2] for one, other in itertools.pairwise(spans))
