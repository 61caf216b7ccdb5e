"""Where one student's files lie, as names and a way to read each with caution: a folder here, an archive elsewhere.

Follows no link, waits for no writer, reads no more than it is told to.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from grader.model import Text
from grader.phrases.why import why
from grader.reading.archive import MAX_DEPTH, MAX_ENTRIES
from grader.reading.selection import is_tools


class ReadProblem(Exception):  # noqa: N818  # a reason for the student to read, caught where the row is made
    """Why a file cannot be read as a submission, in a student's words."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Deposit(Protocol):
    """Files by their paths, with ``/``. ``read`` raises ReadProblem or ArchiveError."""

    @property
    def names(self) -> tuple[str, ...]: ...

    def read(self, path: str, max_kb: int) -> bytes: ...


class Folder:
    """The files in a folder and in those below it; or files from anywhere by names of their own."""

    def __init__(self, paths: Mapping[str, Path]) -> None:
        self._paths = dict(paths)

    @classmethod
    def of(cls, folder: Path, most: int = MAX_ENTRIES) -> Folder:
        return cls(_listed(folder, most))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._paths)

    @property
    def paths(self) -> Mapping[str, Path]:
        return self._paths

    def read(self, path: str, max_kb: int) -> bytes:
        try:
            return read_regular(self._paths[path], max_kb)
        except ReadProblem as problem:
            raise ReadProblem(why("of_file", name=path, reason=problem.text)) from None


class Part:
    """Some of another deposit's files, by names of their own."""

    def __init__(self, whole: Deposit, paths: Mapping[str, str]) -> None:
        self._whole = whole
        self._paths = dict(paths)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._paths)

    def read(self, path: str, max_kb: int) -> bytes:
        return self._whole.read(self._paths[path], max_kb)


def read_regular(path: Path, max_kb: int) -> bytes:
    """The bytes of a regular file. Follows no link, waits for no writer, reads no more than is allowed."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if not hasattr(os, "O_NOFOLLOW") and path.is_symlink():
        raise ReadProblem(why("link"))
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        if path.is_symlink():
            raise ReadProblem(why("link")) from None
        raise ReadProblem(why("not_opened", error=error.strerror)) from error
    try:
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode):
            raise ReadProblem(why("not_ordinary"))
        content = _read(descriptor, info.st_size, max_kb * 1024 + 1)
    finally:
        os.close(descriptor)
    if len(content) > max_kb * 1024:
        raise ReadProblem(why("notebook_too_large" if path.suffix.lower() == ".ipynb" else "too_large", limit=max_kb))
    return content


def _read(descriptor: int, size: int, most: int) -> bytes:
    """Up to the end, or to the most. ``size``: what is said of it, so that it mostly comes in one piece."""
    pieces = []
    while most > 0 and (piece := os.read(descriptor, min(max(size, 1 << 16), most))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)


def composed(text: str) -> str:
    """NFC, as text that can be encoded: a file name that is no UTF-8 arrives with lone surrogates."""
    clean = text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", clean)


def _listed(folder: Path, most: int) -> dict[str, Path]:
    """What lies in the folder, by its path with ``/``; no link is followed, and no more is looked at than somebody wrote."""
    found: dict[str, Path] = {}
    waiting = [("", folder)]
    while waiting and len(found) < most:
        prefix, here = waiting.pop(0)
        for entry in _inside(here):
            name, path = prefix + composed(entry.name), here / entry.name
            if not _is_folder(entry):
                found[name] = path
            elif name.count("/") < MAX_DEPTH and not is_tools(name + "/x"):
                waiting.append((name + "/", path))
    return found


def _inside(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:  # a folder that may not be looked into; what is missing is said by its name
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Mostly known without another call of the system. No link is one."""
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
