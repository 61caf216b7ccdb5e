"""Which platform packed a class: each reader is asked, and one that reads every name is it. Guesses nothing between two."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from grader.batch.platforms.blackboard import read_blackboard
from grader.batch.platforms.downloads import (
    Reader,
    read_brightspace,
    read_canvas,
    read_moodle,
    read_nbgrader,
    read_otter,
    read_pattern,
    tops,
)
from grader.batch.platforms.gradescope import TABLE, read_gradescope
from grader.batch.platforms.packed import MOST_ENTRIES, Packed
from grader.errors import NothingToGradeError, UsageError
from grader.reading.archive import ArchiveError
from grader.reading.deposits import Deposit, Folder, Part, ReadProblem
from grader.reading.layouts import Download, Place, Wanted
from grader.reading.selection import is_tools

Layout = Literal[
    "auto", "plain", "canvas", "moodle", "gradescope", "nbgrader", "blackboard", "brightspace", "otter", "regex"
]  # fmt: skip
READERS: dict[str, tuple[str, Reader]] = {
    "gradescope": ("Gradescope", read_gradescope),
    "moodle": ("Moodle", read_moodle),
    "canvas": ("Canvas", read_canvas),
    "blackboard": ("Blackboard", read_blackboard),
    "brightspace": ("Brightspace", read_brightspace),
    "nbgrader": ("nbgrader", read_nbgrader),
    "otter": ("Otter", read_otter),
}
# What people and systems put beside the submissions.
TABLES = frozenset(
    {"roster.csv", "submitted.csv", "extensions.csv", "adjustments.csv", "marks.csv", "groups.csv", "thumbs.db", "desktop.ini"}
)
TABLE_KB = 50 << 10
NAMED = 3


def opened(path: Path) -> Deposit:
    """The folder, or the zip, that holds a class. Raises UsageError."""
    return Folder.of(path, MOST_ENTRIES + 1) if path.is_dir() else Packed(path)


def recognised(path: Path, deposit: Deposit, layout: str, wanted: Wanted) -> Download | None:
    """None where it is no platform's, but plain. Raises UsageError where two fit, or one fits most but not all."""
    if layout == "plain":
        return None
    names = [name for name in deposit.names if not is_litter(name)]
    if layout != "auto":
        return _asked_for(path, deposit, names, layout, wanted)
    for rooted in _roots(names):
        fitting = {}
        nearly = []
        for key, (_, reader) in READERS.items():
            inside, look = _within(deposit, names, rooted)
            places, unmatched = reader(inside, wanted, look)
            other = frozenset(unmatched)
            matched = len(inside) - len([name for name in inside if name in other or name.partition("/")[0] in other])
            if places and (not unmatched or (key == "gradescope" and TABLE in inside)):
                fitting[key] = _made(key, deposit, rooted, places, unmatched)
            elif places and matched > 1 and matched * 2 > len(inside):
                nearly.append((key, unmatched))
        if len(fitting) > 1 and "gradescope" not in fitting:
            told = " and ".join(READERS[key][0] for key in fitting)
            raise UsageError(f"{path}: its names are those of {told} alike ({_some(names)}); say which with --layout")
        if fitting:
            return fitting.get("gradescope") or next(iter(fitting.values()))
        if nearly:
            key, unmatched = nearly[0]
            raise UsageError(
                f"{path}: looks like a download of {READERS[key][0]}, but {len(unmatched)} of its names are not that "
                f"platform's ({_some(unmatched)}); take these out, or say what it is: --layout {key} or --layout plain"
            )
    _check_size(path, names, layout)
    return None


def is_litter(name: str) -> bool:
    """What systems leave, and the tables that an instructor puts beside the submissions."""
    return is_tools(name) or name.casefold() in TABLES or name.rpartition("/")[2].casefold() in ("thumbs.db", "desktop.ini")


def _asked_for(path: Path, deposit: Deposit, names: Sequence[str], layout: str, wanted: Wanted) -> Download:
    _check_size(path, names, "platform")
    if layout == "regex":
        _check_pattern(wanted.pattern)
    title, reader = READERS.get(layout, ("names of your own pattern", read_pattern))
    found = []
    for rooted in _roots(names):
        inside, look = _within(deposit, names, rooted)
        found.append((rooted, *reader(inside, wanted, look)))
    rooted, places, unmatched = max(found, key=lambda each: (len(each[1]) > 0, -len(each[2])))
    if not places:
        raise NothingToGradeError(
            f"{path}: no submission found that is named as by {title}; its names are {_some(tops(names)) or 'none'}"
        )
    return _made(layout, deposit, rooted, places, unmatched)


def _made(key: str, deposit: Deposit, rooted: str, places: Sequence[Place], unmatched: Sequence[str]) -> Download:
    """The readers' paths are those below ``rooted``."""
    whole = tuple(
        replace(
            place,
            deposit=deposit,
            attached=tuple((name, rooted + path) for name, path in place.attached),
        )
        for place in places
    )
    return Download(READERS.get(key, ("your own pattern", read_pattern))[0], whole, tuple(unmatched))


def _roots(names: Sequence[str]) -> tuple[str, ...]:
    """As they are, and below the one folder that holds all of them, which platforms and people pack around a class."""
    shared = tops(names)
    alone = len(shared) == 1 and all("/" in name for name in names)
    return ("", f"{shared[0]}/") if alone else ("",)


def _within(deposit: Deposit, names: Sequence[str], rooted: str) -> tuple[list[str], Callable[[str], bytes | None]]:
    inside = {name.removeprefix(rooted): name for name in names}
    part = Part(deposit, inside)

    def look(path: str) -> bytes | None:
        if path not in inside:
            return None
        try:
            return part.read(path, TABLE_KB)
        except (ReadProblem, ArchiveError):
            return None

    return list(inside), look


def _check_size(path: Path, names: Sequence[str], layout: str) -> None:
    if layout != "auto" and len(names) > MOST_ENTRIES:
        raise UsageError(f"{path} holds more than {MOST_ENTRIES} files; is it the right folder?")


def _check_pattern(pattern: str) -> None:
    if not pattern:
        raise UsageError("--layout regex needs --pattern, as --pattern '(?P<student>[^_]+)_'")
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise UsageError(f"--pattern {pattern!r} is not a regular expression ({error})") from None
    if "student" not in compiled.groupindex:
        raise UsageError(f"--pattern {pattern!r} does not say who handed in; write (?P<student>...) around that part")


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
