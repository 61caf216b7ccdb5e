"""Temporary folders that are not left behind for ever: each is held by a lock, and a run removes those that nobody holds any more.
Outside.

The kernel lets go of the lock when the process that holds it is gone, however it went; a number of a process would be given to
another one, and mean nothing in another container that shares the folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Literal

if sys.platform != "win32":
    import fcntl

Kind = Literal["slot", "provided", "probe"]
# Folders without this ending are somebody else's, and not locked.
ENDING = ".held"
RANDOM = 8  # characters that ``tempfile`` puts between


class Scratch:
    """A folder of this process, for its owner alone until its mode is changed. ``path``: empty once it is removed."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self._lock = -1
        self.path = ""
        while self._lock < 0:  # until it is ours before somebody who tidies up finds it without a lock
            self.path = tempfile.mkdtemp(prefix=f"grader-{kind}-", suffix=ENDING)
            self._lock = _held(self.path)

    @property
    def steady_name(self) -> str:
        """What stands for its name in what has to be the same on every run: of the same length."""
        return f"grader-{self.kind}-{'0' * RANDOM}{ENDING}"

    def renew(self, mode: int) -> None:
        """Make it again, empty, whatever is there by now."""
        self._release()
        while self._lock < 0:
            clear(self.path)
            Path(self.path).mkdir(mode=mode)
            self._lock = _held(self.path)

    def close(self) -> None:
        if self.path:
            clear(self.path)
            self._release()
            self.path = ""

    def _release(self) -> None:
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def tidy() -> None:
    """Remove what runs of this user left here that were killed: their locks are free. Never raises."""
    try:
        place = tempfile.gettempdir()
        with os.scandir(place) as entries:
            names = [entry.name for entry in entries if entry.name.startswith("grader-") and entry.name.endswith(ENDING)]
    except OSError:
        return
    for name in names:
        with contextlib.suppress(OSError):
            _remove_if_free(os.path.join(place, name))  # noqa: PTH118  # a plain string is enough


def clear(path: str) -> None:
    """Remove whatever is there, and whatever its modes are; a link, but not what it leads to."""
    if Path(path).is_symlink() or not Path(path).is_dir():
        Path(path).unlink(missing_ok=True)
        return
    Path(path).chmod(0o755)
    for above, below, _ in os.walk(path):
        for name in below:
            inner = Path(above, name)
            if not inner.is_symlink():
                inner.chmod(0o755)
    shutil.rmtree(path, ignore_errors=True)


def _remove_if_free(path: str) -> None:
    """Only a folder of our own user, and only with its lock in hand. Raises OSError where it is held, or nothing to lock."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if os.fstat(descriptor).st_uid == os.geteuid():
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_at(path, descriptor):
                clear(path)
    finally:
        os.close(descriptor)


def _held(path: str) -> int:
    """A descriptor that holds the lock; -1 where the folder was removed before it could be had."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        return -1
    # A file system without locks gives none to those who tidy up either.
    with contextlib.suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    if _is_at(path, descriptor):
        return descriptor
    os.close(descriptor)
    return -1


def _is_at(path: str, descriptor: int) -> bool:
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return False
    own = os.fstat(descriptor)
    return (found.st_dev, found.st_ino) == (own.st_dev, own.st_ino)
