"""When something was handed in, as platforms write it: to ISO 8601 with an offset, or nothing where that cannot be told. Pure."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from grader.reading.scalars import YEARS

_ISO = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[T ](?P<time>\d\d:\d\d:\d\d)(?:\.\d+)?\s*"
    r"(?P<zone>Z|UTC|[+-]\d\d:?\d\d|[A-Za-z]+(?:/[A-Za-z_+\-0-9]+)+)?"
)
_DASHED = re.compile(r"(\d{4})-(\d\d)-(\d\d)-(\d\d)-(\d\d)-(\d\d)")
_AMERICAN = re.compile(r"([A-Z][a-z]{2})[a-z]* (\d{1,2}), (\d{4}) (\d{1,2}):?(\d\d) ([AP])M")
_ENGLISH = re.compile(r"(?:[A-Z][a-z]+, )?(\d{1,2}) ([A-Z][a-z]{2})[a-z]* (\d{4}), (\d{1,2}):(\d\d)(?: ([AP])M)?")
_KOREAN = re.compile(r"(\d{4})년 (\d{1,2})월 (\d{1,2})일[^,\d]*,? ?(오전|오후) (\d{1,2}):(\d\d)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment(text: str, timezone: str = "") -> str:
    """``timezone``: an IANA name, for a time that does not say its zone; without one such a time is unknown."""
    text = text.strip()
    if iso := _ISO.fullmatch(text):
        return _zoned(_made(*map(int, re.split("[-:]", f"{iso['date']}:{iso['time']}"))), iso["zone"] or timezone)
    if dashed := _DASHED.fullmatch(text):
        return _zoned(_made(*map(int, dashed.groups())), timezone)
    if american := _AMERICAN.fullmatch(text):
        month, day, year, hour, minute, half = american.groups()
        return _zoned(_made(int(year), _month(month), int(day), _hour(hour, half), int(minute)), timezone)
    if english := _ENGLISH.fullmatch(text):
        day, month, year, hour, minute, half = english.groups()
        return _zoned(_made(int(year), _month(month), int(day), _hour(hour, half), int(minute)), timezone)
    if korean := _KOREAN.fullmatch(text):
        year, month, day, half, hour, minute = korean.groups()
        return _zoned(_made(int(year), int(month), int(day), _hour(hour, "P" if half == "오후" else "A"), int(minute)), timezone)
    return ""


def _made(*parts: int) -> datetime | None:
    try:
        made = datetime(*parts)  # type: ignore[arg-type]
    except ValueError:
        return None
    return made if made.year in YEARS else None


def _zoned(local: datetime | None, zone: str) -> str:
    if local is None or not zone:
        return ""
    if zone in ("Z", "UTC"):
        return local.isoformat() + "+00:00"
    if zone[0] in "+-":
        return f"{local.isoformat()}{zone[:3]}:{zone[-2:]}"
    try:
        return local.replace(tzinfo=ZoneInfo(zone)).isoformat()
    except (ZoneInfoNotFoundError, ValueError):
        return ""


def _month(name: str) -> int:
    return _MONTHS.index(name) + 1 if name in _MONTHS else 0


def _hour(text: str, half: str | None) -> int:
    hour = int(text)
    return hour if half is None else hour % 12 + (12 if half == "P" else 0)
