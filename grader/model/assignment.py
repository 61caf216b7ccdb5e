"""An assignment as loaded: texts, limits, rules of comparison. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Literal

from grader.model.located import Locate
from grader.model.verdict import Reveal

Lang = Literal["en", "ko"]
# The net below the budgets of calls: a submission that takes longer to explain, on whatever machine, gets no explanation. It is far
# above what a slow machine needs, since what it catches could come out otherwise on another one.
EXPLANATION_S = 30.0
# So much later it ends at most where others use the processor.
CROWDED_S = 90.0


@dataclass(frozen=True, slots=True)
class Text:
    """A text that a student reads. Korean falls back on English where it is missing."""

    en: str
    ko: str = ""

    def in_lang(self, lang: Lang) -> str:
        return (self.ko or self.en) if lang == "ko" else (self.en or self.ko)

    def is_in(self, lang: Lang) -> bool:
        """Whether nothing falls back on another language."""
        return self.in_lang(lang) == (self.ko if lang == "ko" else self.en)


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

    @property
    def numpy_only(self) -> bool:
        """Whether students may import no package but NumPy."""
        return set(self.packages) <= {"numpy"}


RuleKind = Literal["close", "relative_error", "norm", "ulp", "exact"]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpTo:
    """What a value is free to choose. Along an axis each slice is compared for itself, also by the kind ``norm``.

    ``factor``: a sign (of modulus one where the expected value is complex) or any number but zero, for each slice along
    ``factor_axis`` (None: for the whole). ``order``: the slices along ``order_axis`` in any order, or labels renamed one to
    one. ``transpose``: two axes swapped; empty: all reversed; None: not at all. Factor and order use one axis.
    """

    factor: Literal["", "sign", "scale"] = ""
    factor_axis: int | None = None
    order: Literal["", "slices", "labels"] = ""
    order_axis: int = 0
    transpose: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How close is close enough for one output.

    ``close``: |actual - expected| <= atol + rtol * |expected| in every entry, as ``numpy.testing.assert_allclose``.
    ``relative_error``: |actual - expected| <= max * max(floor, |actual| + |expected|) in every entry.
    ``norm``: ||actual - expected|| <= max * ||expected||, Euclidean over all entries, and <= max where the expected one is zero.
    ``ulp``: |actual - expected| <= max units in the last place of the expected entry, in the expected dtype.
    ``exact``: every entry equal. The policies hold for every kind. ``credit``: looser tolerances in the place of ``rtol`` or
    ``max``, ascending, with the share of the points that each earns; ``atol`` grows in the same proportion.
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
    precision: Literal["float64", "float32"] = "float64"
    up_to: UpTo | None = None
    credit: tuple[tuple[float, Fraction], ...] = ()


# Names for the parts of a returned structure: a name, or a tuple of such.
Names = str | tuple["Names", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionSpec:
    """How the values of one function are compared. ``rules`` holds a rule for every named output that has its own.

    ``opaque``: names of outputs that only the code which made them understands; ``mutates``: parameters compared after the call.
    """

    name: str
    returns: Names = ""
    default: Rule = Rule()
    rules: tuple[tuple[str, Rule], ...] = ()
    opaque: tuple[str, ...] = ()
    mutates: tuple[str, ...] = ()

    def rule_for(self, output: str) -> Rule:
        return dict(self.rules).get(output, self.default)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuiteTexts:
    """Translations and hints of one test function, as the YAML gives them. ``where``: file, line and column of its key."""

    test: str
    title: Text | None = None
    hint: Text | None = None
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePolicy:
    """What handing in late costs.

    Up to ``grace_s`` seconds after the deadline nothing; then ``share`` of the maximum for each started period of ``period_s``
    seconds since the deadline (not since the end of the grace), never more than was earned. From ``until_s`` seconds on a
    submission earns nothing; None: it may come at any time.
    """

    grace_s: int = 0
    period_s: int = 86_400
    share: Fraction = Fraction(0)
    until_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """When an assignment is due (always with an offset). Without a ``late`` policy lateness is noted and costs nothing."""

    due: datetime
    late: LatePolicy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """How many submissions of one student are graded (None: all), and which of them counts."""

    max: int | None = None
    count: Literal["best", "last"] = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class MistakeHint:
    """What is said to a student whose values are those of ``mistakes/<name>.py``."""

    name: str
    hint: Text | None = None
    title: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A convention that is accepted as right too, ``alternatives/<name>.py``, and what a report calls it."""

    name: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricItem:
    """What a mark may be given for."""

    name: str
    points: Fraction
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualQuestion:
    """A question that no suite asks. ``bonus``: its points count, its maximum does not."""

    name: str
    points: Fraction
    title: Text
    items: tuple[RubricItem, ...] = ()
    bonus: bool = False

    def item(self, name: str) -> RubricItem | None:
        return next((each for each in self.items if each.name == name), None)


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
    locate: Locate = "line"  # how much a student is told of where the file is wrong
    texts: tuple[SuiteTexts, ...] = ()
    lang: Lang = "en"
    deadline: Deadline | None = None
    attempts: Attempts = Attempts()
    mistakes: tuple[MistakeHint, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    given: tuple[tuple[str, Fraction], ...] = ()  # share of a case's points where it is right but for what it needs
    course_name: Text = Text("")
    languages: tuple[Lang, ...] = ()  # in which every text has to be there; empty: those of the title, and lang
    timezone: str = ""  # an IANA name, in which times are shown; empty: as they were written
    provides: tuple[str, ...] = ()
    bonus: tuple[str, ...] = ()  # questions whose points count and whose maximum does not
    drop: tuple[tuple[str, Text, str], ...] = ()  # tests or cases that count for nobody, why, and where that is written
    forbid: tuple[tuple[str, tuple[str, ...]], ...] = ()  # by function, what its answer may not use
    manual: tuple[ManualQuestion, ...] = ()  # marked by people; their points join after the deadline had its say
    digest: str = ""  # of what can change points
    explanations_digest: str = ""  # of what only explains, as known mistakes do
    words_digest: str = ""  # of everything, byte for byte

    def spec_for(self, function: str) -> FunctionSpec:
        """The spec of a function, or of a method or attribute (``Class.method``); what a class's members do not say, it says."""
        for spec in self.specs:
            if spec.name == function:
                return spec
        owner, dot, _ = function.rpartition(".")
        default = self.spec_for(owner).default if dot else self.default_rule
        return FunctionSpec(name=function, default=default)

    def texts_for(self, test: str) -> SuiteTexts:
        return next((t for t in self.texts if t.test == test), SuiteTexts(test=test))

    def mistake(self, name: str) -> MistakeHint:
        """The texts of a known mistake; empty where the YAML says nothing of it."""
        return next((each for each in self.mistakes if each.name == name), MistakeHint(name=name))

    def alternative(self, name: str) -> Alternative:
        """The texts of an alternative; its name alone where it is there no more."""
        return next((each for each in self.alternatives if each.name == name), Alternative(name=name, title=Text("")))

    def given_share(self, question: str) -> Fraction:
        """The share of its points that a case earns where it is right once the functions that it needs are."""
        return dict(self.given).get(question, Fraction(0))
