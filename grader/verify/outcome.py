"""What a verification found, as values: complaints by point, programs that were tried, windows. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from grader.model import CaseResult, Grade
from grader.verify.laboratory import Difference
from grader.verify.mutants import Mutant
from grader.verify.window import Window

POINTS: dict[int, str] = {
    1: "The reference and every accepted sample earn every point",
    2: "The stub earns nothing",
    3: "Every other sample gets the verdict of its folder",
    4: "Every mistake loses points, and its own hint is the one shown",
    5: "Every mutant of the reference loses points",
    6: "Every rule lies between rounding noise and the smallest mistake",
    7: "The same submission earns the same, in any order and company",
    8: "Every case earns its place; points, visible suite and texts are whole",
    9: "No returned value, however strange, is a fault of the suite",
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong under one of the nine points, and what to do. ``detail`` is longer: a diff, a case to paste."""

    point: int
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """A whole program that was graded: the reference, the stub, an alternative, a sample, a mistake, a fake."""

    kind: Literal["reference", "stub", "alternative", "sample", "mistake", "fake"]
    name: str
    grade: Grade


State = Literal["killed", "survived", "probably equivalent", "recorded as equivalent"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MutantResult:
    """What became of a mutant. ``failed`` and ``ran`` name cases; with a case left out of ``ran`` nothing is known of it."""

    mutant: Mutant
    state: State
    verdict: str
    failed: tuple[str, ...]
    ran: tuple[str, ...]
    errors: tuple[tuple[str, tuple[float, ...]], ...] = ()
    difference: Difference | None = None
    inputs_tried: int = 0
    reason: str = ""  # why it was recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Everything that is known of one assignment."""

    slug: str
    complaints: tuple[Complaint, ...]
    cases: tuple[CaseResult, ...]
    programs: tuple[Tried, ...]
    mutants: tuple[MutantResult, ...]
    windows: tuple[Window, ...]
    originals: tuple[tuple[str, str], ...]  # the reference's files, for diffs
    whole_matrix: bool
    remarks: tuple[str, ...] = ()
    title: str = ""
    wall_s: float = 0.0

    @property
    def passed(self) -> bool:
        return not self.complaints

    def of_point(self, point: int) -> tuple[Complaint, ...]:
        return tuple(complaint for complaint in self.complaints if complaint.point == point)

    def count(self, state: State) -> int:
        return sum(result.state == state for result in self.mutants)

    @property
    def tally(self) -> str:
        """What came of the mutants, in a line. That one is equivalent is said only where a person has recorded it."""
        words: tuple[tuple[State, str, str], ...] = (
            ("killed", "loses points", "lose points"),
            ("survived", "survives", "survive"),
            (
                "probably equivalent",
                "was not told from the reference by any input",
                "were not told from the reference by any input",
            ),
            ("recorded as equivalent", "is recorded as equivalent", "are recorded as equivalent"),
        )
        counts = [(self.count(state), one, many) for state, one, many in words]
        told = [f"{count} {one if count == 1 else many}" for count, one, many in counts if count]
        return f"{len(self.mutants)} mutant{'' if len(self.mutants) == 1 else 's'}{': ' if told else ''}{', '.join(told)}"
