"""Downloads of learning platforms as they come: whose each path is, told from names and from the platform's own table.

A folder is a platform's only where everything in it fits; else its names are those of students.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from grader.reading.deposits import composed
from grader.reading.selection import without_added

# Canvas: <name>[_LATE]_<user>_<attachment>_<file>; the name has no underscore, the file may.
_CANVAS = re.compile(r"(?P<name>[^_]+)_(?:LATE_)?(?P<user>\d+)_(?P<attachment>\d+)_(?P<file>.+)")
GRADESCOPE = "submission_metadata.yml"
MOST_BYTES = 50 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What one student handed in: one path, or several (``kim.py`` beside ``kim.ipynb``) of which one counts.

    ``attached``: instead, files by the names that they were handed in under; ``superseded``: earlier ones, which count no more.
    """

    student: str
    paths: tuple[Path, ...] = ()
    name: str = ""
    attached: tuple[tuple[str, Path], ...] = ()
    superseded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Download:
    """``platform``: its name; ``unmatched``: what is in the folder and nobody's."""

    platform: str
    places: tuple[Place, ...]
    unmatched: tuple[str, ...] = ()


def read_download(paths: Sequence[Path]) -> Download | None:
    """``paths``: what the folder holds, without what tools leave. None where it is no platform's."""
    return _gradescope(paths) or _canvas(paths)


def _canvas(paths: Sequence[Path]) -> Download | None:
    found: dict[str, list[tuple[int, str, Path]]] = {}
    for path in paths:
        parts = _CANVAS.fullmatch(composed(path.name))
        if parts is None or path.is_dir():
            return None
        found.setdefault(parts["user"], []).append((int(parts["attachment"][:18]), parts["file"], path))
    return Download("Canvas", tuple(_attempts(user, files) for user, files in sorted(found.items()))) if found else None


def _attempts(user: str, files: Sequence[tuple[int, str, Path]]) -> Place:
    """Of files of one name, which Canvas numbers (``work-1.py``) where one is handed in again, the latest counts."""
    latest: dict[str, tuple[str, Path]] = {}
    superseded = []
    for _, name, path in sorted(files):
        key = without_added(name).casefold()
        if key in latest:
            superseded.append(composed(latest[key][1].name))
        latest[key] = (name, path)
    return Place(student=user, attached=tuple(latest.values()), superseded=tuple(superseded))


def _gradescope(paths: Sequence[Path]) -> Download | None:
    """A row for each of those who handed in together."""
    table = next((path for path in paths if path.name == GRADESCOPE), None)
    known = _metadata(table) if table is not None else None
    if known is None:
        return None
    places: dict[str, Place] = {}
    unmatched = []
    for path in paths:
        submitters = _submitters(known.get(path.name))
        if not submitters and path != table:
            unmatched.append(composed(path.name))
        for student, name in submitters:
            there = places.get(student)
            places[student] = Place(student=student, name=name, paths=(*(there.paths if there else ()), path))
    return Download("Gradescope", tuple(places[student] for student in sorted(places)), tuple(unmatched)) if places else None


def _metadata(path: Path) -> Mapping[str, Any] | None:
    try:
        if path.is_symlink() or path.stat().st_size > MOST_BYTES:
            return None
        # Every scalar as it is written: an id is no number.
        document = yaml.load(path.read_bytes(), Loader=yaml.BaseLoader)  # noqa: S506  # it makes nothing but texts
    except (OSError, yaml.YAMLError, UnicodeDecodeError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _submitters(entry: object) -> list[tuple[str, str]]:
    """``(id, name)``: the number of a student, or the address of one who has none."""
    listed = entry.get(":submitters") if isinstance(entry, dict) else None
    found = []
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict):
            texts = {key: composed(value) for key, value in each.items() if isinstance(value, str) and value.strip()}
            if student := texts.get(":sid") or texts.get(":email"):
                found.append((student, texts.get(":name", "")))
    return found
