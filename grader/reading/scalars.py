"""What a single value of the YAML files may be: points, shares, durations, moments, texts. Exact, or refused.

Each type is one for pydantic: what a file says goes in, the exact value comes out, and what an editor may suggest is in its
JSON Schema. Knows no key.
"""

from __future__ import annotations

import re
from datetime import datetime
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, FiniteFloat

NUMBER = re.compile(r"[-+]?([0-9]+/[0-9]+|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?)\Z")
_PERCENT = re.compile(r"([0-9]+\.?[0-9]*|\.[0-9]+)\s*%\Z")
_SPAN = re.compile(r"([0-9]+\.?[0-9]*)\s*([a-z]*)\s*")
SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400, "w": 604_800}
# Ten years: more than any course runs, and far from what a date cannot hold.
LONGEST_S = 3650 * 86_400
# Of a moment: far from where no other clock can show it, and where a mistyped digit leads.
YEARS = range(1970, 3000)


def to_fraction(value: Any) -> Fraction:
    """A number as 4, 0.5 or 1/3, exactly. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Fraction) or not NUMBER.match(str(value)):
        raise ValueError(f"found {shown(value)}; expected a number, as 4, 0.5 or 1/3")
    try:
        # By way of str, so that 0.1 is a tenth and not the float beside it.
        return Fraction(str(value))
    except ZeroDivisionError:
        raise ValueError(f"found {shown(value)}; nothing can be divided by zero") from None


def to_points(value: Any) -> Fraction:
    """A number that is not negative. Raises ValueError."""
    points = to_fraction(value)
    if points < 0:
        raise ValueError(f"found {shown(value)}; expected a number that is not negative, as 4, 0.5 or 1/3")
    return points


def to_share(value: Any) -> Fraction:
    """A part of a whole, as 1/2, 0.5, 50% or full. Raises ValueError."""
    if value == "full":
        return Fraction(1)
    percent = _PERCENT.match(value) if isinstance(value, str) else None
    share = Fraction(percent[1]) / 100 if percent else to_fraction(value)
    if share > 1 and not percent and share <= 100:
        raise ValueError(f"found {shown(value)}; expected a share between 0 and 1: is {value}% meant?")
    if not 0 <= share <= 1:
        raise ValueError(f"found {shown(value)}; expected a share between 0 and 1, as 1/2 or 50%")
    return share


def to_seconds(value: Any) -> int:
    """A duration as 10min, 36h or 1d 12h, in whole seconds. Raises ValueError."""
    if value == 0 and not isinstance(value, bool):
        return 0
    expected = "expected a duration with its unit, as 90s, 10min, 36h, 7d or 2w"
    if not isinstance(value, str):
        raise ValueError(f"found {shown(value)}; {expected}")
    total, end = Fraction(0), 0
    for match in _SPAN.finditer(value):
        if match.start() != end:
            break
        if match[2] not in SECONDS:
            unit = "; a minute is written min" if match[2] in ("m", "mins", "minutes") else ""
            raise ValueError(f"found {shown(value)}; {expected}{unit}")
        total, end = total + Fraction(match[1]) * SECONDS[match[2]], match.end()
    if end != len(value) or not value:
        raise ValueError(f"found {shown(value)}; {expected}")
    if total.denominator != 1 or total > LONGEST_S:
        raise ValueError(f"found {shown(value)}; expected whole seconds, and no more than ten years")
    return int(total)


def to_moment(value: Any) -> datetime:
    """A date and time with an offset. Raises ValueError."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError(f"found {shown(value)}; expected a date and time with an offset, as 2027-03-14T23:59:00+09:00")
    if moment.year not in YEARS:
        raise ValueError(f"found {shown(value)}; expected a year from {YEARS[0]} to {YEARS[-1]}")
    return moment


def to_text(value: Any) -> Any:
    """Text; a number or a word that YAML reads as something else is told how to become one. Raises ValueError."""
    if isinstance(value, int | float) or value is None:
        raise ValueError(f"found {shown(value)}; expected text: put it in quotes")
    return value


def to_whole_text(value: Any) -> Any:
    """Text that says something. Raises ValueError."""
    if isinstance(to_text(value), str) and not value.strip():
        raise ValueError("found nothing; expected some text")
    return value


def shown(value: object) -> str:
    """A value as a message quotes it, clipped."""
    text = "nothing" if value is None else str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _written(pattern: str) -> Any:
    """For editors: text of that form."""
    return Annotated[str, Field(pattern=pattern)]


_SPAN_FORM = r"^([0-9]+(\.[0-9]*)?\s*(s|min|h|d|w)\s*)+$"
_SHARE_FORM = r"^(full|[0-9]+/[0-9]+|[0-9]*\.?[0-9]*\s*%)$"
_MOMENT_FORM = r"^[0-9]{4}-?[0-9]{2}-?[0-9]{2}[T ].*(Z|[-+][0-9]{2}:?[0-9]{2})$"
_Unit = Annotated[float, Field(ge=0, le=1)]

Points = Annotated[
    Fraction,
    BeforeValidator(to_points, json_schema_input_type=Annotated[float, Field(ge=0)] | _written("^[0-9]+/[0-9]+$")),
]
Share = Annotated[Fraction, BeforeValidator(to_share, json_schema_input_type=_Unit | _written(_SHARE_FORM))]
Seconds = Annotated[int, BeforeValidator(to_seconds, json_schema_input_type=_written(_SPAN_FORM) | Literal[0])]
Moment = Annotated[datetime, BeforeValidator(to_moment, json_schema_input_type=_written(_MOMENT_FORM))]
Line = Annotated[str, BeforeValidator(to_whole_text, json_schema_input_type=Annotated[str, Field(min_length=1)])]
Small = Annotated[FiniteFloat, Field(ge=0)]
Positive = Annotated[FiniteFloat, Field(gt=0)]
Count = Annotated[int, Field(ge=0)]
Number = Annotated[int, Field(gt=0)]
