"""The shape of the YAML files, as pydantic models: which keys there are, and what each takes. No files, no meaning.

The text below each field is what an editor shows of it. ``grader.reading.jsonschema`` reads it here: pydantic would do so each time
that a command starts.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SkipValidation, WithJsonSchema

from grader.model.assignment import RuleKind
from grader.reading.scalars import Count, Line, Moment, Number, Points, Positive, Seconds, Share, Small, to_text


class Section(BaseModel):
    """Refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Words(Section):
    """A text for each language; Korean falls back on English."""

    en: str = ""
    """English."""
    ko: str = ""
    """Korean."""


def _to_words(value: Any) -> Any:
    return {"en": value} if isinstance(to_text(value), str) else value


# A plain string, or one for each language.
TextField = Annotated[Words, BeforeValidator(_to_words, json_schema_input_type=str | Words)]


def _to_bans(value: Any) -> Any:
    return {"*": value} if isinstance(value, list) else value


# Names of constructs: for every function, or by function, where ``*`` stands for every one.
ForbidField = Annotated[dict[str, list[Line]], BeforeValidator(_to_bans, json_schema_input_type=list[Line] | dict[str, list[Line]])]


class UpToSection(Section):
    """Along which axis; without one, the value as a whole."""

    axis: int | None = None
    """Each slice along this axis for itself: 1 for the columns of a matrix, -1 for the last axis."""


class PermutationSection(Section):
    """What may come in another order."""

    axis: int | None = None
    """The slices along this axis may stand in any order: 0 for the rows of a matrix."""
    of: Literal["slices", "labels"] | None = None
    """labels: the values are only names, as those of clusters, and may be renamed one to one."""


class TransposeSection(Section):
    """Which axes may be swapped; without axes, all of them reversed as by .T."""

    axis: Annotated[list[int], Field(min_length=2, max_length=2)] | None = None
    """The two axes that may be swapped, as [0, 1]."""


class UpToSections(Section):
    """What a value is free to choose: it is right if it keeps the rule after one of these."""

    sign: UpToSection | None = None
    """A sign (for complex values a phase) may differ: {axis: 1} for eigenvectors that are columns."""
    scale: UpToSection | None = None
    """A factor other than zero may differ."""
    permutation: PermutationSection | None = None
    """Another order: {axis: 0} for unordered rows, {of: labels} for cluster labels."""
    transpose: TransposeSection | None = None
    """The value may be transposed."""


class RuleSection(Section):
    """One tolerance rule, as far as a file spells it out; what is missing is inherited."""

    kind: RuleKind | None = None
    """How closeness is measured: close is |actual - expected| <= atol + rtol * |expected| in every entry."""
    rtol: Small | None = None
    """Of close: the error allowed relative to the expected entry."""
    atol: Small | None = None
    """Of close: the error allowed besides, for entries near zero."""
    max: Small | None = None
    """Of relative_error, norm and ulp: the largest error allowed, in the unit of the kind."""
    floor: Positive | None = None
    """Of relative_error: the smallest size that an error is divided by."""
    shape: Literal["exact", "squeeze", "broadcast"] | None = None
    """squeeze: axes of length one do not count; broadcast: a value may broadcast to the expected shape, never enlarge it."""
    dtype: Literal["any", "kind", "exact"] | None = None
    """kind: bool, integer, float, complex and text are told apart; exact: the dtype has to be the reference's."""
    nan: Literal["forbid", "equal"] | None = None
    """equal: NaN has to stand where the reference has NaN; forbid: nowhere."""
    inf: Literal["forbid", "equal"] | None = None
    """equal: infinities have to stand where the reference has them, with their sign; forbid: nowhere."""
    structure: Literal["any", "exact"] | None = None
    """any: tuples, lists and arrays of the same parts are one thing; exact: they are not."""
    precision: Literal["float32", "float64"] | None = None
    """float32: correct work may be done in single precision."""
    up_to: UpToSections | None = None
    """What the value is free to choose, as the signs of eigenvectors: {sign: {axis: 1}}. {} takes it back."""
    credit: dict[str, Share] | None = None
    """Points for a looser match: {1e-8: 1, 1e-4: 1/2}; its tightest takes the place of rtol or max. {} takes it back."""


class FunctionSection(Section):
    """How the values of one function are compared."""

    returns: Annotated[Any, WithJsonSchema({"type": ["string", "array"]})] = None
    """Names for the parts of the returned structure, as [[wx_grad, wRec_grad], grad_over_time]."""
    tolerance: SkipValidation[RuleSection | dict[str, RuleSection]] | None = None
    """One rule for all parts, or a rule by the name of a part, with default for the others."""
    opaque: Any = None
    """Parts that only the student's own code understands, by name, as [cache]."""
    mutates: Any = None
    """Arguments that are compared after the call, by name, as [w]."""


class LimitsSection(Section):
    """What a submission may use. Times in seconds, sizes as the name says."""

    case_s: Positive | None = None
    """Wall time of one case."""
    submission_s: Positive | None = None
    """Wall time of all cases of a submission together."""
    wall_s: Positive | None = None
    """Wall time of one call."""
    cpu_s: Positive | None = None
    """CPU time of one call."""
    load_s: Positive | None = None
    """Wall time of importing the submission."""
    memory_mb: Number | None = None
    """Memory of the student process."""
    file_mb: Count | None = None
    """How much the submission may write to files; 0: none."""
    output_kb: Number | None = None
    """How much of what is printed is kept."""
    result_mb: Number | None = None
    """Size of a returned value."""
    source_kb: Number | None = None
    """Size of a submitted file."""
    threads: Count | None = None
    """Threads that the submission may start; 0: none."""
    open_files: Annotated[int, Field(gt=8)] | None = None
    """File descriptors of the student process."""
    callbacks: Count | None = None
    """How often one call may call back a function that the assignment passed to it."""
    callback_kb: Count | None = None
    """Size of the values that cross in one callback."""
    packages: list[Line] | None = None
    """Packages besides the standard library that a submission may import, by the names that import takes."""
    fresh_worker: Literal["submission", "case"] | None = None
    """case: a new process for every case, as code that may reach a clock or a file has anyway; submission: one after a failure."""


class SeedSection(Section):
    """What the inputs of the suite are drawn from."""

    secret: Line
    """Any text that students do not know."""
    per: Literal["assignment", "student"] = "assignment"
    """student: every student gets other inputs."""


class TestTexts(Section):
    """Translations of what the suite says of a test."""

    title: TextField | None = None
    """In the place of the docstring."""
    hint: TextField | None = None
    """In the place of the hint of the mark points."""


class MistakeSection(Section):
    """What is said to a student whose values are those of a known mistake."""

    hint: TextField | None = None
    """What to look at, without giving the answer."""
    title: TextField | None = None
    """What the mistake is called."""


class AlternativeSection(Section):
    """A convention that is accepted as right too."""

    title: TextField | None = None
    """What reports call it."""


class LateSection(Section):
    """What handing in late costs."""

    grace: Seconds = 0
    """How late is not late yet: 10min."""
    per_day: Share | None = None
    """Share of the maximum that each started day after the deadline costs: 10%."""
    per_hour: Share | None = None
    """The same for each started hour."""
    until: Seconds | None = None
    """How late is too late to earn anything: 7d."""


class ItemSection(Section):
    """What a mark may be given for."""

    name: Line
    """What marks.csv calls it."""
    points: Points
    """What it is worth."""
    text: TextField | None = None
    """What the report says of it."""


class ManualSection(Section):
    """A question that people mark."""

    points: Points
    """What it is worth at most."""
    title: TextField | None = None
    """What reports call it; without one its name."""
    items: list[ItemSection] = []
    """What points are given for, as [{name: idea, points: 2, text: The idea is right}]."""
    bonus: bool = False
    """true: its points count, its maximum does not."""


class AttemptsSection(Section):
    """How often a student may hand in."""

    max: Number | None = None
    """How many submissions are graded; without it all."""
    count: Literal["best", "last"] = "last"
    """Which of them counts."""


class EquivalentSection(Section):
    """A mutant of the reference that verify must not ask to be caught."""

    mutant: Line
    """Its name, as verify prints it."""
    reason: Line
    """Why it computes the same."""


class PublicFile(Section):
    """assignment.yaml: what is handed in and asked for. Students may read it."""

    title: TextField
    """The name of the assignment."""
    files: Annotated[list[str], Field(min_length=1)]
    """What is handed in: Python files that import one another by name."""
    functions: Annotated[list[str], Field(min_length=1)]
    """The functions and classes asked for; each is a question."""
    points: Points | None = None
    """What the handout says that the whole is worth; verify compares."""
    bonus: list[str] = []
    """Questions whose points count and whose maximum does not: [derivation]."""
    provides: list[str] = []
    """Files handed out with the stub; they lie read-only beside the submission."""
    needs: dict[str, list[str]] = {}
    """Which question builds on which: {backward_gradient: [forward_states]}."""
    tolerance: RuleSection | None = None
    """The rule of the visible tests."""
    limits: LimitsSection | None = None
    """The limits of the visible tests."""
    due: Moment | None = None
    """The deadline, with an offset: 2027-03-14T23:59:00+09:00."""
    late: LateSection | None = None
    """What handing in late costs; without it nothing."""
    attempts: AttemptsSection | None = None
    """How often a student may hand in, and what counts."""
    forbid: ForbidField = {}
    """What no answer may use, or by function what its own may not: [np.linalg.inv, loop], or {solve: [np.linalg.inv]}."""
    manual: dict[str, ManualSection] = {}
    """Questions that people mark, by name: {discussion: {points: 3}}; the marks stand in marks.csv."""


class PrivateFile(Section):
    """grading.yaml: how the hidden suite compares, limits and explains. Never leaves the instructor's machine."""

    tolerance: RuleSection | None = None
    """The rule that every function starts from."""
    functions: dict[str, FunctionSection] = {}
    """How the values of each function are compared."""
    rules: dict[str, RuleSection] = {}
    """Rules by name, for near(expected, rule=...)."""
    limits: LimitsSection | None = None
    """What a submission may use."""
    seed: SeedSection | None = None
    """What the inputs of the suite are drawn from, and for whom."""
    reveal: Literal["counterexample", "values", "message", "verdict", "none"] | None = None
    """How much of a failed case its student may see."""
    locate: Literal["off", "function", "line", "change"] | None = None
    """How much a student is told of where the file is wrong: the line where one change makes all checks of a question pass."""
    given: dict[str, Share] = {}
    """Share of its points that a question earns where it is right but for what it needs: {backward_gradient: 1/2}."""
    mistakes: dict[str, MistakeSection] = {}
    """Hints for the files of mistakes/, by name."""
    alternatives: dict[str, AlternativeSection] = {}
    """Titles for the files of alternatives/, by name."""
    texts: dict[str, TestTexts] = {}
    """Translations of what the suite says, by test."""
    drop: dict[str, TextField] = {}
    """Tests or cases that count for nobody any more, with the reason that reports give: {test_f: The handout was wrong here}."""
    equivalent: list[EquivalentSection] = []
    """Mutants of the reference that are right, with the reason."""


class CourseFile(Section):
    """course.yaml: what all assignments of a course share."""

    name: TextField | None = None
    """The name of the course."""
    lang: Literal["en", "ko"] = "en"
    """The language of reports where nobody asks for another."""
    languages: Annotated[list[Literal["en", "ko"]], Field(min_length=1)] | None = None
    """The languages in which every text has to be there; without it those of each assignment's title, and lang."""
    timezone: Line | None = None
    """In which times are shown, as Asia/Seoul."""
