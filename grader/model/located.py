"""Where a submission is wrong: the place in its own files where one change makes the checks of a question pass. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from grader.model.shown import ShownLine, ShownText, keep_shown

# How much of it a student is told.
Locate = Literal["off", "function", "line", "change"]
# What the student most likely did there, told from the change that undoes it.
SlipKind = Literal[
    "operator", "comparison", "sign", "operands", "constant", "condition", "index", "indices", "bound", "direction", "axis",
    "keepdims", "transposed", "dtype", "copy", "function", "summed_not_averaged", "arguments", "name", "size", "not_divided",
    "divided", "divided_by_another", "factor", "term_missing", "missing_call", "too_much", "epsilon", "maximum", "results",
    "names_swapped", "nesting", "not_averaged", "assigned_not_added", "added_not_assigned", "statement_order", "indented",
    "not_indented", "brackets", "flipped", "option", "overflow", "twin",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A change of a line of the student's own; two of one line are two of these.

    ``file`` is ``work.py``, or ``work.ipynb[7]`` for the seventh cell.
    ``text``: the line as it stands; ``before`` and ``after``: what is changed in it, and what makes the checks pass in its stead.
    ``adds``: the line stays as it is, and a statement is missing after it.
    """

    file: ShownLine
    line: int
    text: ShownLine = ""
    before: ShownText = ""
    after: ShownText = ""
    adds: bool = False

    def __post_init__(self) -> None:
        keep_shown(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """``places``: all of them have to be changed; with ``either`` one of them, each alone, and which nobody can tell.

    ``checks``: cases of the question, all of which pass then, and are right on fresh inputs; not ``whole``: those whose values are
    shown, since of the others nothing may be told. ``shown``: how much of it the assignment lets its student see.
    """

    kind: SlipKind | Literal[""]
    function: ShownLine
    places: tuple[Place, ...]
    checks: int
    shown: Locate = "line"
    either: bool = False
    whole: bool = True

    def __post_init__(self) -> None:
        keep_shown(self)
