"""The shape of the YAML files, as pydantic models: which keys there are, and what each takes. No files, no meaning."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat


def _to_fraction(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("expected a number, as 4, 0.5 or 1/3")
    try:
        # By way of str, so that 0.1 is a tenth and not the float beside it.
        return Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"expected a number, as 4, 0.5 or 1/3, found {value!r}") from None


def _to_moment(value: Any) -> Any:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError("expected a date and time with an offset, as 2027-03-14T23:59:00+09:00")
    return moment


Moment = Annotated[datetime, BeforeValidator(_to_moment)]
Points = Annotated[Fraction, BeforeValidator(_to_fraction), Field(ge=0)]
Small = Annotated[FiniteFloat, Field(ge=0)]
Positive = Annotated[FiniteFloat, Field(gt=0)]
Count = Annotated[int, Field(ge=0)]


class Section(BaseModel):
    """Refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Words(Section):
    en: str = ""
    ko: str = ""


def _to_words(value: Any) -> Any:
    return {"en": value} if isinstance(value, str) else value


# A plain string, or one for each language.
TextField = Annotated[Words, BeforeValidator(_to_words)]


class RuleSection(Section):
    """One tolerance rule, as far as a file spells it out; what is missing is inherited."""

    kind: Literal["close", "relative_error", "norm", "ulp", "exact"] | None = None
    rtol: Small | None = None
    atol: Small | None = None
    max: Small | None = None
    floor: Positive | None = None
    shape: Literal["exact", "squeeze", "broadcast"] | None = None
    dtype: Literal["any", "kind", "exact"] | None = None
    nan: Literal["forbid", "equal"] | None = None
    inf: Literal["forbid", "equal"] | None = None
    structure: Literal["any", "exact"] | None = None
    precision: Literal["float32", "float64"] | None = None
    up_to: Any = None
    credit: Any = None


class FunctionSection(Section):
    returns: Any = None
    tolerance: Any = None
    opaque: Any = None
    mutates: Any = None


class LimitsSection(Section):
    case_s: Positive | None = None
    submission_s: Positive | None = None
    wall_s: Positive | None = None
    cpu_s: Positive | None = None
    load_s: Positive | None = None
    memory_mb: Annotated[int, Field(gt=0)] | None = None
    file_mb: Count | None = None
    output_kb: Annotated[int, Field(gt=0)] | None = None
    result_mb: Annotated[int, Field(gt=0)] | None = None
    source_kb: Annotated[int, Field(gt=0)] | None = None
    threads: Count | None = None
    open_files: Annotated[int, Field(gt=8)] | None = None
    callbacks: Count | None = None
    callback_kb: Count | None = None
    packages: list[str] | None = None
    fresh_worker: Literal["submission", "case"] | None = None


class SeedSection(Section):
    secret: str
    per: Literal["assignment", "student"] = "assignment"


class TestTexts(Section):
    title: TextField | None = None
    hint: TextField | None = None


class MistakeSection(Section):
    hint: TextField | None = None
    title: TextField | None = None


class LateSection(Section):
    grace: str | int | None = None
    per_day: str | int | None = None
    per_hour: str | int | None = None
    until: str | int | None = None


class AttemptsSection(Section):
    max: Annotated[int, Field(gt=0)] | None = None
    count: Literal["best", "last"] = "last"


class EquivalentSection(Section):
    mutant: str
    reason: str


class PublicFile(Section):
    """assignment.yaml"""

    title: TextField
    files: Annotated[list[str], Field(min_length=1)]
    functions: Annotated[list[str], Field(min_length=1)]
    points: Points | None = None
    provides: list[str] = []
    needs: dict[str, list[str]] = {}
    tolerance: RuleSection | None = None
    limits: LimitsSection | None = None
    due: Moment | None = None
    late: LateSection | None = None
    attempts: AttemptsSection | None = None


class PrivateFile(Section):
    """grading.yaml"""

    tolerance: RuleSection | None = None
    functions: dict[str, FunctionSection] = {}
    rules: dict[str, RuleSection] = {}
    limits: LimitsSection | None = None
    seed: SeedSection | None = None
    reveal: Literal["counterexample", "values", "message", "verdict", "none"] | None = None
    mistakes: dict[str, MistakeSection] = {}
    texts: dict[str, TestTexts] = {}
    equivalent: list[EquivalentSection] = []


class CourseFile(Section):
    """course.yaml"""

    name: TextField | None = None
    lang: Literal["en", "ko"] = "en"
    timezone: str | None = None
