"""The values that cross every border: verdicts, rules, assignments, submissions, grades. No I/O, no logic but order.

Everything is frozen and made of plain parts, so that a value can be compared, cached, sent and stored as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Literal

Lang = Literal["en", "ko"]


class Verdict(StrEnum):
    """What became of a case or of a whole submission. Also the names of the folders of sample submissions."""

    ACCEPTED = "accepted"
    WRONG_ANSWER = "wrong_answer"
    RUN_TIME_ERROR = "run_time_error"
    NOT_IMPLEMENTED = "not_implemented"
    TIME_LIMIT = "time_limit"
    MEMORY_LIMIT = "memory_limit"
    OUTPUT_LIMIT = "output_limit"
    CRASHED = "crashed"
    INVALID_SUBMISSION = "invalid_submission"
    SKIPPED = "skipped"
    GRADER_ERROR = "grader_error"


# The verdict of the whole is the first of these that any case has.
PRECEDENCE: tuple[Verdict, ...] = (
    Verdict.GRADER_ERROR,
    Verdict.INVALID_SUBMISSION,
    Verdict.CRASHED,
    Verdict.TIME_LIMIT,
    Verdict.MEMORY_LIMIT,
    Verdict.OUTPUT_LIMIT,
    Verdict.RUN_TIME_ERROR,
    Verdict.NOT_IMPLEMENTED,
    Verdict.WRONG_ANSWER,
    Verdict.SKIPPED,
)


class Reveal(StrEnum):
    """How much of a failed case its student may see, from least to most."""

    NONE = "none"
    VERDICT = "verdict"
    MESSAGE = "message"
    VALUES = "values"
    COUNTEREXAMPLE = "counterexample"

    def allows(self, level: Reveal) -> bool:
        order = tuple(Reveal)
        return order.index(self) >= order.index(level)


@dataclass(frozen=True, slots=True)
class Text:
    """A text that a student reads. Korean falls back on English where it is missing."""

    en: str
    ko: str = ""

    def in_lang(self, lang: Lang) -> str:
        return (self.ko or self.en) if lang == "ko" else (self.en or self.ko)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a submission may use. Times in seconds, sizes in the unit of the name."""

    case_s: float = 10.0
    submission_s: float = 60.0
    wall_s: float = 5.0
    cpu_s: float = 5.0
    load_s: float = 10.0
    memory_mb: int = 512
    file_mb: int = 0
    output_kb: int = 64
    result_mb: int = 64
    source_kb: int = 1024
    threads: int = 0
    open_files: int = 64
    callbacks: int = 10_000
    callback_kb: int = 1024
    packages: tuple[str, ...] = ("numpy",)
    fresh_worker: Literal["submission", "case"] = "submission"


RuleKind = Literal["close", "relative_error", "norm", "ulp", "exact"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How close is close enough for one output.

    ``close``: |actual - expected| <= atol + rtol * |expected| in every entry, as ``numpy.testing.assert_allclose``.
    The other kinds use ``max``, and ``relative_error`` also ``floor``; the policies hold for every kind.
    """

    kind: RuleKind = "close"
    rtol: float = 1e-7
    atol: float = 1e-9
    max: float = 0.0
    floor: float = 1e-8
    shape: Literal["exact", "squeeze", "broadcast"] = "exact"
    dtype: Literal["any", "kind", "exact"] = "any"
    nan: Literal["forbid", "equal"] = "forbid"
    inf: Literal["forbid", "equal"] = "forbid"
    structure: Literal["any", "exact"] = "any"


# Names for the parts of a returned structure: a name, or a tuple of such.
Names = str | tuple["Names", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSpec:
    """How the values of one function are compared. ``rules`` holds a rule for every named output that has its own."""

    name: str
    returns: Names = ""
    default: Rule = Rule()
    rules: tuple[tuple[str, Rule], ...] = ()

    def rule_for(self, output: str) -> Rule:
        return dict(self.rules).get(output, self.default)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteTexts:
    """Translations and hints of one test function, as the YAML gives them."""

    test: str
    title: Text | None = None
    hint: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """One assignment as loaded. ``private`` is None where only the public folder is at hand (a student's machine)."""

    slug: str
    title: Text
    public: Path
    private: Path | None
    files: tuple[str, ...]
    functions: tuple[str, ...]
    points: Fraction | None = None
    needs: tuple[tuple[str, tuple[str, ...]], ...] = ()
    default_rule: Rule = Rule()
    specs: tuple[FunctionSpec, ...] = ()
    named_rules: tuple[tuple[str, Rule], ...] = ()
    limits: Limits = Limits()
    seed: str = ""
    seed_per: Literal["assignment", "student"] = "assignment"
    reveal: Reveal = Reveal.COUNTEREXAMPLE
    texts: tuple[SuiteTexts, ...] = ()
    lang: Lang = "en"
    digest: str = ""

    def spec_for(self, function: str) -> FunctionSpec:
        for spec in self.specs:
            if spec.name == function:
                return spec
        return FunctionSpec(name=function, default=self.default_rule)

    def texts_for(self, test: str) -> SuiteTexts:
        return next((t for t in self.texts if t.test == test), SuiteTexts(test=test))


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What one student handed in. ``problem`` says why it cannot be graded at all; then ``files`` may be empty."""

    student: str
    name: str = ""
    file: str = ""
    files: tuple[tuple[str, bytes], ...] = ()
    digest: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth saying that costs nothing."""

    kind: str
    text: str
    name: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an array that is out. Numbers as texts of six digits."""

    index: tuple[int, ...]
    expected: str
    actual: str
    error: str
    allowed: str


MismatchKind = Literal["type", "structure", "shape", "dtype", "nan", "inf", "value"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """Why a value breaks its rule. ``output`` is the part's name, or its path such as ``[0][1]``; empty for the whole."""

    kind: MismatchKind
    output: str = ""
    rule: RuleKind = "close"
    expected: str = ""  # what was asked for, in a few words: a shape, a dtype, a type
    actual: str = ""
    error: float | None = None  # of the worst entry
    allowed: float | None = None
    wrong: int = 0
    total: int = 0
    worst: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The call that showed a wrong answer, as text: Python that can be pasted where it is short enough."""

    call: str = ""
    expected: str = ""
    actual: str = ""
    mismatch: Mismatch | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """One line of the student's own traceback."""

    file: str
    line: int
    function: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """An exception that escaped from student code. ``base`` is the builtin it derives from; the rest is student-made."""

    base: str
    type: str
    message: str
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffDetail:
    """What only the instructor may see of a case."""

    traceback: str = ""
    printed_lost: int = 0
    wall_s: float = 0.0
    cpu_s: float = 0.0
    memory_mb: float = 0.0
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseResult:
    """One graded item. ``case`` is pytest's name with its id; ``number`` stands for the id where that may not be shown."""

    case: str
    number: str
    title: Text
    question: str
    verdict: Verdict
    points: Fraction
    max_points: Fraction
    reveal: Reveal = Reveal.COUNTEREXAMPLE
    hints: tuple[Text, ...] = ()
    function: str = ""  # the student function that the outcome is about
    limit: str = ""  # the limit that was hit, as ``wall_s = 5``
    evidence: Evidence | None = None
    fault: Fault | None = None
    printed: str = ""
    note: str = ""
    staff: StaffDetail = field(default_factory=StaffDetail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What graded it."""

    version: str
    python: str
    numpy: str
    assignment_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """The whole outcome for one submission. ``points`` None: withheld, because the failure is ours."""

    assignment: str
    student: str
    name: str
    file: str
    digest: str
    verdict: Verdict
    points: Fraction | None
    max_points: Fraction
    needs_review: bool
    sandbox: str
    cases: tuple[CaseResult, ...]
    notes: tuple[Note, ...]
    environment: Environment
    problem: str = ""  # why an invalid submission could not be read
