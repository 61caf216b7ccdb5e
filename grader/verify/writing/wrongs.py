"""Which mutants students resemble: of the kinds that recur in real homework, each told from the others by a chosen case. Pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.verify.kinds import MutantKind
from grader.verify.mutants import Mutant
from grader.verify.writing.plan import Wrong
from grader.verify.writing.trial import Outcome, differs

# Kinds of mutants in the order in which students make them, and what a mistake of that kind is called.
KINDS: Mapping[MutantKind, str] = {
    "neighbour": "another_function",
    "assigned, not added": "assigned_not_added",
    "axis": "another_axis",
    "results swapped": "results_swapped",
    "term left out": "term_left_out",
    "sign": "sign_flipped",
    "range bound": "loop_bounds",
    "index": "index_off_by_one",
    "transpose left out": "not_transposed",
    "indices swapped": "indices_swapped",
    "slice bound": "slice_off_by_one",
    "argument order": "arguments_swapped",
    "operands swapped": "operands_swapped",
    "constant": "another_constant",
    "comparison": "another_comparison",
    "statement left out": "step_left_out",
}
# Kinds that no known mistake is made of: students seldom make them, or what they answer is too much like another's.
UNNAMED: frozenset[MutantKind] = frozenset({
    "argument ignored", "argument left out", "arguments exchanged", "branch", "call left out", "condition", "copy left out",
    "dtype", "end counted from behind", "keepdims", "loop left out", "negation left out", "one level in", "one level out",
    "operator", "place of a term", "power of the sum", "range direction", "result twice", "size", "slice step", "transpose",
    "turned round", "unpacked in another order",
})  # fmt: skip
MOST = 3


@dataclass(frozen=True, slots=True)
class Tried:
    """A mutant, the places of the cases that it fails, and what it answered where it was asked."""

    mutant: Mutant
    killed_by: frozenset[int]
    said: Mapping[int, Outcome]
    partly: frozenset[int] = frozenset()  # places of cases that it fails or not, as is drawn


def resembled(tried: Sequence[Tried], places: Sequence[int], function: str) -> tuple[Wrong, ...]:
    """A few of different kinds: each answers, wrongly, and not as another of them does."""
    taken: list[Tried] = []
    for kind in KINDS:
        for each in tried:
            if each.mutant.kind != kind or not _answers(each, places) or _is_in_the_head(each.mutant) or is_no_sum(each.mutant):
                continue
            if any(_alike(each, other, places) for other in taken):
                continue
            taken.append(each)
            break
        if len(taken) == MOST:
            break
    return tuple(_wrong(each.mutant, function) for each in taken)


def is_no_sum(mutant: Mutant) -> bool:
    """Whether what is assigned was no sum but a product, or such: the hint speaks of adding up."""
    if mutant.kind != "assigned, not added":
        return False
    return not any(
        isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub) for node in ast.walk(ast.parse(mutant.before))
    )


def _is_in_the_head(mutant: Mutant) -> bool:
    """Whether a default is changed, which is handed out: nobody writes that."""
    return any(
        isinstance(node, ast.FunctionDef)
        and node.lineno <= mutant.line < node.body[0].lineno
        and mutant.function.endswith(node.name)
        for node in ast.walk(ast.parse(mutant.source))
    )


def _answers(each: Tried, places: Sequence[int]) -> bool:
    """Whether it is a wrong value that it would be recognised by, in every case that it fails."""
    failed = [place for place in places if place in each.killed_by]
    return bool(failed) and all(place in each.said and not each.said[place].failed for place in failed)


def _alike(one: Tried, other: Tried, places: Sequence[int]) -> bool:
    """Whether some failed case could be either's."""
    failed = [place for place in places if place in one.killed_by and place in other.killed_by]
    return any(not differs(one.said[place], other.said[place]) for place in failed if place in one.said and place in other.said)


def _wrong(mutant: Mutant, function: str) -> Wrong:
    return Wrong(
        kind=mutant.kind,
        key=mutant.key,
        before=mutant.before,
        after=mutant.after,
        source="\n\n".join(_kept(mutant.source, function)) + "\n",
    )


def _kept(source: str, function: str) -> Iterator[str]:
    """The imports of the file, and the definition that differs, without its docstring: a mistake holds only what differs."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import | ast.ImportFrom) and getattr(node, "module", "") != "__future__":
            yield ast.unparse(node)
    top = function.partition(".")[0]
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == top:
            yield ast.unparse(_without_docstrings(node))


def _without_docstrings(node: ast.FunctionDef | ast.ClassDef) -> ast.FunctionDef | ast.ClassDef:
    for each in ast.walk(node):
        if isinstance(each, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(each) is not None and len(each.body) > 1:
            each.body = each.body[1:]
    return node
