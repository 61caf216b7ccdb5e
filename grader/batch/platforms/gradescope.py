"""Gradescope's export: a folder for each submission, and a table that says whose each is. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from grader.batch.platforms.downloads import Found, Look
from grader.batch.platforms.moments import moment
from grader.reading.deposits import composed
from grader.reading.layouts import Place, Wanted

TABLE = "submission_metadata.yml"


def read_gradescope(names: Sequence[str], wanted: Wanted, look: Look) -> Found:
    """A row for each of those who handed in together."""
    known = _table(look(TABLE) if TABLE in names else None)
    files: dict[str, dict[str, str]] = {}
    for path in names:
        top, _, rest = path.partition("/")
        files.setdefault(top, {})[rest or top] = path
    files.pop(TABLE, None)
    places: dict[str, Place] = {}
    named = set()
    for key, entry in known.items():
        top = next((each for each in (key, f"submission_{key}") if each in files), "")
        people = _submitters(entry)
        if not people:
            continue
        named.add(top)
        at = moment(_text(entry, "created_at") or _text(entry, "submission_time"), wanted.timezone)
        together = key if len(people) > 1 else ""
        for student, name in people:
            made = Place(student=student, name=name, attached=tuple(files.get(top, {}).items()), at=at, group=together)
            places[student] = _joined(places[student], made) if student in places else made
    unmatched = tuple(top for top in files if top not in named)
    return tuple(places[student] for student in sorted(places)), unmatched if places else tuple(files)


def _joined(before: Place, now: Place) -> Place:
    """Two submissions that one person is named in: the later counts, and the other is named."""
    first, last = sorted((before, now), key=lambda place: place.at)
    return Place(
        student=last.student,
        name=last.name,
        attached=last.attached,
        at=last.at,
        group=last.group,
        superseded=(*first.superseded, *first.sources),
    )


def _table(content: bytes | None) -> Mapping[str, Any]:
    try:
        # Every scalar as it is written: an id is no number.
        document = yaml.load(content or b"", Loader=yaml.BaseLoader)  # noqa: S506  # it makes nothing but texts
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        return {}
    return {str(key): value for key, value in document.items()} if isinstance(document, dict) else {}


def _text(entry: object, key: str) -> str:
    """Of an older export ``:key``, of a newer one ``key``."""
    value = (entry.get(f":{key}") or entry.get(key)) if isinstance(entry, dict) else ""
    return composed(value) if isinstance(value, str) and value.strip() not in ("", "null", "~") else ""


def _submitters(entry: object) -> list[tuple[str, str]]:
    """``(id, name)``: the number of a student, or the address of one who has none."""
    listed = (entry.get(":submitters") or entry.get("submitters")) if isinstance(entry, dict) else None
    people = listed if isinstance(listed, list) else ()
    return [(student, _text(each, "name")) for each in people if (student := _text(each, "sid") or _text(each, "email"))]
