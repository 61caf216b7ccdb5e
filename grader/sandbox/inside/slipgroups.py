"""Changes of several places that are one slip: the same change again, numbers that stand for one size, names exchanged. Inside."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from grader.sandbox.inside.drafts import NEW, WORD, Draft
from grader.sandbox.inside.page import Page

MAX_TEXT = 2000
MAX_SHOWN = 200  # letters of a line
# The same change at so many places of a function is tried at all of them, and some kinds at any two.
MAX_TOGETHER = 8
AT_TWO = frozenset({
    "assigned_not_added", "summed_not_averaged", "not_averaged", "not_divided", "divided", "transposed", "axis", "keepdims", "sign",
    "function", "dtype",
})  # fmt: skip
# Of these it is the same change whatever it is made around, or taken off: a division by the same size.
AROUND = frozenset({"not_divided", "not_averaged", "divided", "too_much", "missing_call", "dtype", "copy", "factor"})


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

    @property
    def written(self) -> list[Any]:
        return [self.place, *self.draft.span, self.draft.text, self.first, self.last, self.before, self.shown]


def found_at(draft: Draft, statement: ast.stmt, name: str, page: Page) -> Found:
    first, last = _extent(statement)
    shown = page.lines(draft.span[0], draft.span[0])[0].strip()[:MAX_SHOWN]
    return Found(draft, page.place, name, first, last, page.text(draft.span)[:MAX_TEXT], shown)


def _extent(statement: ast.stmt) -> tuple[int, int]:
    """A statement's lines; of one that holds others, those of its head."""
    body = getattr(statement, "body", None)
    if isinstance(body, list) and body:
        return statement.lineno, max(statement.lineno, body[0].lineno - 1)
    return statement.lineno, statement.end_lineno or statement.lineno


def together(name: str, single: Sequence[Found]) -> Iterator[list[Any]]:
    """The same change at several places: who sums for one gradient sums for the other, too."""
    groups: dict[tuple[str, str, str], list[Found]] = {}
    for each in single:
        if each.draft.cost < NEW or each.draft.kind in AROUND:
            groups.setdefault(_sameness(each), []).append(each)
    for same in groups.values():
        kind, cost = same[0].draft.kind, same[0].draft.cost
        for some in _choices(same):
            if are_apart(some):
                yield [kind, cost + 1, name, [each.written for each in some]]


def _choices(same: Sequence[Found]) -> Iterator[tuple[Found, ...]]:
    """Every place, those of one statement, and of some kinds any two, or all but one."""
    made: dict[tuple[Found, ...], None] = {}
    statements: dict[int, list[Found]] = {}
    for each in same:
        statements.setdefault(each.first, []).append(each)
    firsts = [each for each in same if each.first != same[0].first or each is same[0]]
    for places in (list(same), firsts, *statements.values()):
        if 2 <= len(places) <= MAX_TOGETHER:
            made[tuple(places)] = None
    if same[0].draft.kind in AT_TWO and 2 < len(firsts) <= MAX_TOGETHER:
        for size in dict.fromkeys((len(firsts) - 1, 2)):
            made.update(dict.fromkeys(itertools.combinations(firsts, size)))
    yield from made


def _sameness(found: Found) -> tuple[str, str, str]:
    text, before = found.draft.text, found.before
    if found.draft.kind in AROUND and before and text:
        inner = text[1:-1] if text.startswith("(") and text.endswith(")") else text
        if before in text:
            return found.draft.kind, text.replace(before, "{}"), found.function
        if inner in before:
            return found.draft.kind, before.replace(inner, "{}", 1), found.function
    start, end = found.draft.span[:2], found.draft.span[2:]
    length = end[1] - start[1] if start[0] == end[0] else -1
    return found.draft.kind, f"{length} {text}", found.function


def of_sizes(name: str, single: Sequence[Found]) -> Iterator[list[Any]]:
    """Every number that stands for one size, which is one less or one more here and there."""
    sized = [each for each in single if each.draft.kind == "size" and each.before.isdecimal()]
    numbers = {int(each.before) for each in sized}
    sizes = dict.fromkeys(each.draft.text for each in sized if not each.draft.text.endswith((" + 1", " - 1")))
    for number in sorted(numbers):
        near = {number - 1: " - 1", number: "", number + 1: " + 1"}
        if len(near.keys() & numbers) < 2 or (number - 1 in numbers and number + 1 not in numbers and number != max(numbers)):
            continue
        for size in sizes:
            wanted = {str(each): size + more for each, more in near.items()}
            some = [each for each in sized if wanted.get(each.before) == each.draft.text.strip("()")]
            if len({each.before for each in some}) > 1 and are_apart(some):
                yield ["size", WORD, name, [each.written for each in some]]


def swapped(name: str, statement: ast.stmt, known: Sequence[str], page: Page) -> Iterator[list[Any]]:
    """Two names of one statement, each in the place of the other."""
    if not isinstance(statement, ast.Assign | ast.AugAssign | ast.Return | ast.Expr) or statement.value is None:
        return
    used = [each for each in ast.walk(statement.value) if isinstance(each, ast.Name) and each.id in known]
    names = list(dict.fromkeys(each.id for each in used))
    for one, other in itertools.combinations(names[:6], 2):
        turned = {one: other, other: one}
        drafts = [Draft("names_swapped", WORD, page.span(each), turned[each.id]) for each in used if each.id in turned]
        if len(drafts) > 1:
            yield ["names_swapped", WORD, name, [found_at(draft, statement, name, page).written for draft in drafts]]


def scaled(name: str, statement: ast.stmt, counters: Sequence[str], factors: Sequence[str], page: Page) -> Iterator[list[Any]]:
    """A stride forgotten in the bounds of windows, or one too many there: all counters of a statement at once."""
    if not isinstance(statement, ast.Assign | ast.AugAssign | ast.Return | ast.Expr) or statement.value is None:
        return
    used = [each for each in _in_bounds(statement) if isinstance(each, ast.Name) and each.id in counters]
    plain = [each for each in used if not _factor_of(each, page)]
    for factor in factors if plain else ():
        drafts = [Draft("index", WORD, page.span(each), f"{each.id} * {factor}") for each in plain]
        yield ["index", WORD, name, [found_at(draft, statement, name, page).written for draft in drafts]]
    products = [(each, product) for each in used if (product := _factor_of(each, page)) is not None]
    if len(products) > 1:
        drafts = [Draft("index", WORD, page.span(product), each.id) for each, product in products]
        yield ["index", WORD, name, [found_at(draft, statement, name, page).written for draft in drafts]]


def _in_bounds(statement: ast.stmt) -> Iterator[ast.AST]:
    for node in ast.walk(statement):
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "slice"
        if is_call or isinstance(node, ast.Slice):
            yield from ast.walk(node)


def _factor_of(node: ast.Name, page: Page) -> ast.BinOp | None:
    parent = page.parent(node)
    return parent if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mult) else None


def are_apart(some: Sequence[Found]) -> bool:
    spans = sorted(each.draft.span for each in some)
    return all(one[2:] <= other[:2] for one, other in itertools.pairwise(spans))
