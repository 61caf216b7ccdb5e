"""What an error comes from that student code would not meet at home: a limit, or a path that leads nowhere. Inside; not trusted.

A cause is ``[kind, path, name of the file that is meant, names of the files that are there]``; the words for it are said outside.
"""

from __future__ import annotations

import difflib
import errno
import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from grader.sandbox.inside import refusals

MOST_NAMES = 8
# How far back an error's own causes are looked through.
DEEP = 5
ABSENT = frozenset({None, errno.ENOENT, errno.ENOTDIR})
CLOSED = frozenset({errno.EACCES, errno.EPERM})
# A path from the root, from home, of a drive, of another machine: as people copy it from their own.
_FROM_THE_ROOT = re.compile(r"[/~]|[A-Za-z]:|\\\\|file:")
_ADDRESS = re.compile(r"(?:https?|ftp)://")
_SEPARATOR = re.compile(r"[/\\]+")
# Where NumPy opens a file, and raises without saying which in a form that a program can read.
OPENER = ("_datasource.py", "path")

# An error that is raised in here brings its cause along under this name.
TOLD = "_grader_cause"

Cause = Sequence[Any]
_folder: list[str] = [""]


def remember_folder(path: str) -> None:
    """Where the files lie that were handed out; empty where there are none."""
    _folder[0] = path


def folder() -> str:
    return _folder[0]


def cause_of(error: BaseException) -> list[Any]:
    """Empty where the error speaks for itself."""
    for each in _chain(error):
        if told := each.__dict__.get(TOLD):
            return list(told)
        if kind := refusals.kind_of(each):
            return [kind, "", "", []]
        if isinstance(each, OSError) and (found := _about_path(each)):
            return found
    return []


def limit_of(error: BaseException) -> str:
    """The name of the limit that the error comes from, or one that it was raised after; empty where there is none."""
    return next(filter(None, map(refusals.limit_behind, _chain(error))), "")


def told(error: BaseException, cause: Cause) -> BaseException:
    """The error, with what is to be said of it."""
    error.__dict__[TOLD] = cause
    return error


def _chain(error: BaseException) -> Iterator[BaseException]:
    each: BaseException | None = error
    for _ in range(DEEP):
        if each is None:
            return
        yield each
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)


def _about_path(error: OSError) -> list[Any]:
    path = _path_of(error)
    if not path or error.errno not in ABSENT | CLOSED:
        return []
    if _ADDRESS.match(path):
        return ["network", "", "", []]
    own = folder()
    inner = next((os.path.relpath(path, each) for each in (own, os.getcwd()) if each and path.startswith(f"{each}/")), path)  # noqa: PTH109
    names = _names(own)
    parts = [part for part in _SEPARATOR.split(inner) if part not in ("", ".")]
    right = _meant(parts[-1], names) if parts else ""
    shown = names[:MOST_NAMES]
    if _FROM_THE_ROOT.match(inner):
        return ["own_machine", inner, right, shown]
    if error.errno in CLOSED or not parts:
        return []
    if len(parts) > 1 and right:
        return ["in_folder", inner, right, shown]
    if right and right != parts[-1]:
        return ["other_case" if right.lower() == parts[-1].lower() else "other_spelling", inner, right, shown]
    near = difflib.get_close_matches(parts[-1], names, 1, 0.7)
    return ["absent", inner, near[0] if near else "", shown]


def _path_of(error: OSError) -> str:
    path: Any = error.filename
    if path is None and error.errno is None:
        step = error.__traceback__
        while step is not None:
            if step.tb_frame.f_code.co_filename.endswith(OPENER[0]):
                path = step.tb_frame.f_locals.get(OPENER[1])
            step = step.tb_next
    if isinstance(path, bytes | os.PathLike):
        path = os.fsdecode(path)
    return path if type(path) is str else ""


def _names(own: str) -> list[str]:
    try:
        return sorted(os.listdir(own)) if own else []  # noqa: PTH208  # no need of pathlib in here
    except OSError:
        return []


def _meant(name: str, names: list[str]) -> str:
    """The file whose name differs at most by upper and lower case, or by how its characters are put together."""
    return next((each for each in names if each == name), "") or next((each for each in names if _plain(each) == _plain(name)), "")


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
