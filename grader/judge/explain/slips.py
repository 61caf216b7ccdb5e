"""Which kinds of small changes are tried first, and which of those that help is named. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from grader.model import Locate, Located, Place, SlipKind
from grader.sandbox.protocol import Change, Repair

# What a finding says of the values, or a mismatch is about, and the slips that make values look so.
LIKELY: dict[str, tuple[SlipKind, ...]] = {
    "ratio": ("factor", "constant", "operator", "summed_not_averaged", "not_divided", "divided_by_another"),
    "ratio_size": ("summed_not_averaged", "not_divided", "divided_by_another", "divided", "size"),
    "sign": ("sign", "operator", "operands"),
    "transposed": ("transposed", "operands", "axis"),
    "outputs_swapped": ("results", "name", "arguments"),
    "outputs_reordered": ("results",),
    "shifted": ("index", "bound"),
    "term": ("term_missing", "too_much"),
    "extra_axis": ("keepdims", "axis", "summed_not_averaged"),
    "missing_axis": ("keepdims", "axis"),
    "one_size": ("size",),
    "truncated": ("dtype",),
    "not_averaged": ("not_averaged", "axis"),
    "not_summed": ("not_averaged", "axis"),
    "reduced": ("axis", "keepdims", "too_much"),
    "broadcast": ("keepdims", "transposed", "axis"),
    "flipped": ("flipped", "bound", "direction", "index"),
    "left_out": ("bound",),
    "too_many": ("bound",),
    "one_slice": ("assigned_not_added", "indented", "not_indented", "index"),
    "wrong_only": ("bound", "index"),
    "right_only": ("bound", "index", "assigned_not_added"),
    "only_above_one": ("axis", "summed_not_averaged", "not_divided", "assigned_not_added"),
    "only_integers": ("dtype",),
    "returned_twice": ("name", "results"),
    # And what a mismatch is about.
    "shape": ("missing_call", "axis", "keepdims", "bound", "not_averaged", "transposed", "option"),
    "dtype": ("dtype",),
    "nan": ("overflow", "maximum", "epsilon"),
    "inf": ("overflow", "maximum", "epsilon"),
}  # fmt: skip
# Changes that mend a part, of which any two are tried together.
MAX_PARTIAL = 12
# Places that may be named beside each other; of more, none is.
MAX_EITHER = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A repair that is tried: does every check of a question pass with it?"""

    repair: Repair

    @property
    def size(self) -> tuple[int, int]:
        return self.repair.cost, len(self.repair.changes)

    @property
    def where(self) -> tuple[tuple[str, int], ...]:
        """The statements that it changes."""
        return tuple(dict.fromkeys((each.place, each.first) for each in self.repair.changes))


def likely(findings: Collection[str]) -> tuple[SlipKind, ...]:
    """The slips that the findings speak for."""
    return tuple(dict.fromkeys(kind for finding in findings for kind in LIKELY.get(finding, ())))


def pairs_of(mended: Mapping[Repair, Collection[int]], wrong: Collection[int], singles: Sequence[Repair]) -> list[Repair]:
    """Any two that mend all that is wrong between them; then what mends most, with each of the others.

    ``mended``: of changes that spoil nothing which parts of what is ``wrong`` they mend, or none where nobody can tell which.
    """
    some = sorted(mended, key=lambda each: each.cost)[:MAX_PARTIAL]
    both = [
        joined(one, other)
        for one, other in itertools.combinations(some, 2)
        if {*mended[one], *mended[other]} == set(wrong) and _are_apart(one, other)
    ]
    if not some:
        return both
    best = max(some, key=lambda each: (len(mended[each]), -each.cost))
    return [*both, *(joined(best, each) for each in singles if _are_apart(best, each))]


def joined(one: Repair, other: Repair) -> Repair:
    return Repair(one.kind, one.cost + other.cost, one.function, one.changes + other.changes)


def _are_apart(one: Repair, other: Repair) -> bool:
    """In one function, and in different statements of it: two changes of one are hardly two mistakes."""
    places = {(each.place, each.first) for each in one.changes}
    spans = sorted((each.place, each.first, each.last) for each in (*one.changes, *other.changes))
    inside = any(a[0] == b[0] and b[1] < a[1] <= b[2] for a in spans for b in spans)
    return one.function == other.function and not inside and not places & {(each.place, each.first) for each in other.changes}


def located_of(candidates: Sequence[Candidate], checks: int, shown: Locate, *, whole: bool) -> Located | None:
    """Where it is wrong. ``candidates``: those that were confirmed, of one size, one for each place.

    ``checks``: how many pass with one of them; ``whole``: these are all that there are.
    Two that speak for two places are both named; of more, and of several that need several places each, none.
    """
    if not candidates or len(candidates) > MAX_EITHER or (len(candidates) > 1 and candidates[0].size[1] > 1):
        return None
    repairs = sorted((each.repair for each in candidates), key=lambda each: (each.changes[0].place, each.changes[0].first))
    return Located(
        kind=repairs[0].kind,
        function=repairs[0].function,
        places=_places([change for repair in repairs for change in repair.changes]),
        checks=checks,
        shown=shown,
        whole=whole,
        either=len(repairs) > 1,
    )


def _places(changes: Sequence[Change]) -> tuple[Place, ...]:
    """One of each change, in the order of the text: of two in one line both are told, each with what stands there."""
    return tuple(
        Place(file=each.place, line=each.line, text=each.shown, before=each.before, after=each.text, adds=each.adds)
        for each in sorted(changes, key=lambda change: (change.place, change.line, change.column))
    )
