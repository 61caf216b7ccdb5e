"""What a verification found, as values: complaints by point, programs that were tried, windows. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from grader.model import CaseResult, Grade, Lang, Text
from grader.phrases import say
from grader.verify.conditions import Condition
from grader.verify.laboratory import Difference
from grader.verify.mutants import Mutant
from grader.verify.window import Window

POINTS = tuple(range(1, 10))


def point_title(point: int, lang: Lang) -> str:
    """What a point promises."""
    return say(f"verify_point_{point}", lang)


def condition_words(condition: Condition, lang: Lang) -> str:
    """A condition that no case has, as a sentence."""
    one, other = (*condition.names, "")[:2]
    return say(f"verify_condition_{condition.kind}", lang, function=condition.function, one=one, other=other, value=condition.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far a verification is: what it is at, how much of that is done, and how many mutants have lost nothing so far."""

    slug: str
    at: Literal["cases", "mutants", "search", "windows"]
    done: int = 0
    total: int = 0
    survived: int = 0


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong under one of the nine points, and what to do. ``detail`` is longer: a diff, a case to paste.

    ``mistake``: the one that it is about, by name.
    """

    point: int
    text: str
    detail: str = ""
    korean: str = ""
    mistake: str = ""

    def in_lang(self, lang: Lang) -> str:
        return self.korean if lang == "ko" else self.text


@dataclass(frozen=True, slots=True)
class Remark:
    """What an author should know, and what keeps no assignment from being released."""

    text: str
    korean: str

    def in_lang(self, lang: Lang) -> str:
        return self.korean if lang == "ko" else self.text


def both(key: str, **values: object) -> Text:
    """A phrase in both languages. ``values`` may be such texts themselves."""

    def said(lang: Lang) -> str:
        return say(key, lang, **{name: value.in_lang(lang) if isinstance(value, Text) else value for name, value in values.items()})

    return Text(en=said("en"), ko=said("ko"))


def complaint(point: int, key: str, detail: str = "", **values: object) -> Complaint:
    text = both(key, **values)
    return Complaint(point, text.en, detail, text.ko)


def remark(key: str, **values: object) -> Remark:
    text = both(key, **values)
    return Remark(text.en, text.ko)


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
    title: Text
    complaints: tuple[Complaint, ...]
    cases: tuple[CaseResult, ...]
    programs: tuple[Tried, ...]
    mutants: tuple[MutantResult, ...]
    windows: tuple[Window, ...]
    originals: tuple[tuple[str, str], ...]  # the reference's files, for diffs
    whole_matrix: bool
    remarks: tuple[Remark, ...] = ()
    conditions: tuple[Condition, ...] = ()  # that no case of the suite has
    unseen: tuple[Difference, ...] = ()  # what tells known mistakes that earn every point from the reference
    not_looked_at: frozenset[int] = frozenset()  # points that nobody can tell of before others hold
    wall_s: float = 0.0

    @property
    def passed(self) -> bool:
        return not self.complaints

    def holds(self, point: int) -> bool:
        return point not in self.not_looked_at and not self.of_point(point)

    def of_point(self, point: int) -> tuple[Complaint, ...]:
        return tuple(complaint for complaint in self.complaints if complaint.point == point)

    def count(self, state: State) -> int:
        return sum(result.state == state for result in self.mutants)

    def tally(self, lang: Lang) -> str:
        """What came of the mutants, in a line. That one is equivalent is said only where a person has recorded it."""
        keys: tuple[tuple[State, str], ...] = (
            ("killed", "verify_killed"),
            ("survived", "verify_survived"),
            ("probably equivalent", "verify_probably_equivalent"),
            ("recorded as equivalent", "verify_recorded"),
        )
        told = [say(key, lang, count=count) for state, key in keys if (count := self.count(state))]
        return ": ".join(part for part in (say("verify_mutants", lang, count=len(self.mutants)), ", ".join(told)) if part)
