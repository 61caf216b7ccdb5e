"""Files of a batch's folder: whole or not at all, and one run in a folder at a time."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from grader.errors import StoreError, UsageError

LOCK = ".grader.lock"


def make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot make the folder ({error.strerror}); give another with -o") from error


def save(path: Path, content: bytes) -> None:
    """A whole file in the place of the one before. Raises StoreError."""
    with saved(path) as write:
        write(content)


@contextlib.contextmanager
def saved(path: Path) -> Iterator[Callable[[bytes], object]]:
    """Written piece by piece beside, and moved into place at the end, so that no reader ever sees half a file.

    The name beside is always the same: what a killed run left there is overwritten. Raises StoreError.
    """
    make_folder(path.parent)
    beside = path.with_name(f".{path.name[:80]}.part")
    try:
        with beside.open("wb") as file:
            yield file.write
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        hint = "make room on the disk" if full else "give another folder with -o"
        raise StoreError(f"{path}: cannot be written ({error.strerror}); {hint}; the same command goes on from there") from error
    except UnicodeEncodeError as error:
        raise StoreError(
            f"{path}: this locale cannot write the name of the file ({error.encoding}); run the command with PYTHONUTF8=1"
        ) from error


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """The folder for this process alone. The lock dies with the process, however it ends. Raises StoreError."""
    try:
        import fcntl
    except ImportError:  # no such locks here; SQLite's own still keep the file whole
        yield
        return
    path = folder / LOCK
    try:
        file = path.open("a+")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); give another folder with -o") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            who = file.read(40).strip()
            raise StoreError(
                f"{folder} is in use by another run of grader{f' (process {who})' if who else ''}; "
                "wait for it to end, or give another folder with -o"
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
