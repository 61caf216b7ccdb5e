"""What lies beside the files asked for: modules of the student's own, which may be imported, and all else, which is only named."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.model import Assignment, LeftOut
from grader.reading.archive import ArchiveError
from grader.reading.deposits import Deposit, ReadProblem
from grader.reading.selection import is_tools, module_of, modules_beside, rivals, roots_of

MOST_MODULES = 100
# Of files that bear the name of one that was handed out.
MOST_READ = 20
# Names of one kind that are told.
MOST_NAMES = 30
NAME_LENGTH = 80
SYSTEM = frozenset({"thumbs.db", "desktop.ini", "icon\r"})
_STRANGE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """As of a Submission."""

    own: tuple[tuple[str, bytes], ...] = ()
    roots: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


NOTHING = Beside()


def beside(deposit: Deposit, asked: Sequence[str], assignment: Assignment) -> Beside:
    """``asked``: the paths of the files that are graded."""
    names = deposit.names
    if len(names) == len(asked):  # as most hand in; nothing is to be held against what was handed out
        return NOTHING
    handed_out = _handed_out(assignment)
    modules = modules_beside(names, asked)
    own, not_taken = _modules(deposit, modules, assignment, handed_out)
    seen = {*asked, *(path for path in modules if module_of(path) in own), *not_taken}
    copies: list[LeftOut] = []
    for wanted in assignment.files:
        others = [name for name in rivals(names, wanted) if name not in seen]
        seen.update(others)
        copies += left_out("not_counted", others, counted=_counted(names, wanted, asked))
    rest = [name for name in names if name not in seen and not _goes_unsaid(name)]
    again = [name for name in rest if name.rpartition("/")[2] in handed_out][:MOST_READ]
    unchanged = {name for name in again if _is_handed_out(deposit, name, handed_out, assignment)}
    unused = [name for name in rest if name not in unchanged]
    told = (*copies, *left_out("not_taken", not_taken), *left_out("not_used", unused))
    if not own:
        return Beside(left_out=told)
    shared = _shared_folder((*asked, *own))
    paths = tuple((path.removeprefix(shared), content) for path, content in own.items())
    roots = tuple(root.removeprefix(shared) for root in roots_of(asked) if root.startswith(shared))
    return Beside(own=paths, roots=roots, left_out=told)


def left_out(kind: str, names: Sequence[str], *, counted: str = "") -> tuple[LeftOut, ...]:
    """At most one; the first of the names, as text that may be shown, and how many more there are."""
    if not names:
        return ()
    shown = tuple(_shown(name) for name in names[:MOST_NAMES])
    return (LeftOut(kind=kind, names=shown, more=len(names) - len(shown), counted=_shown(counted)),)  # type: ignore[arg-type]


def _modules(
    deposit: Deposit, paths: Iterable[str], assignment: Assignment, handed_out: Mapping[str, bytes]
) -> tuple[dict[str, bytes], list[str]]:
    """Those that are taken, and those that are not: all of them together may be as large as one file asked for."""
    own: dict[str, bytes] = {}
    not_taken = []
    left = assignment.limits.source_kb * 1024
    for number, path in enumerate(paths):
        if len(own) == MOST_MODULES or left <= 0 or number >= 2 * MOST_MODULES:
            not_taken.append(path)
            continue
        try:
            content = deposit.read(path, assignment.limits.source_kb)
        except (ReadProblem, ArchiveError):
            not_taken.append(path)
            continue
        module = module_of(path)
        if handed_out.get(module.rpartition("/")[2]) == content:
            continue
        if len(content) > left:
            not_taken.append(path)
            continue
        own[module] = content
        left -= len(content)
    return own, not_taken


def _counted(names: Sequence[str], wanted: str, asked: Sequence[str]) -> str:
    """The path that stands for the file asked for."""
    possible = set(rivals(names, wanted))
    return next((path for path in asked if path in possible), asked[0])


def _handed_out(assignment: Assignment) -> Mapping[str, bytes]:
    """What everybody has: handed in again as it was, it is not worth a word."""
    try:
        paths = [path for path in assignment.public.iterdir() if path.is_file() and path.name not in assignment.files]
        return {path.name: path.read_bytes() for path in paths if path.stat().st_size <= assignment.limits.source_kb * 1024}
    except OSError:
        return {}


def _is_handed_out(deposit: Deposit, name: str, handed_out: Mapping[str, bytes], assignment: Assignment) -> bool:
    try:
        return deposit.read(name, assignment.limits.source_kb) == handed_out[name.rpartition("/")[2]]
    except (ReadProblem, ArchiveError):
        return False


def _goes_unsaid(name: str) -> bool:
    return is_tools(name) or name.rpartition("/")[2].casefold() in SYSTEM


def _shared_folder(paths: Sequence[str]) -> str:
    folder = os.path.commonpath([f"/{path}" for path in paths]) if len(paths) > 1 else ""
    return f"{folder.strip('/')}/" if folder.strip("/") else ""


def _shown(name: str) -> str:
    clean = _STRANGE.sub("\ufffd", name)
    return clean if len(clean) <= NAME_LENGTH else f"{clean[: NAME_LENGTH // 2]}...{clean[-NAME_LENGTH // 2 :]}"
