"""What student code may not do, said in words: the limit is named where Python would only say that it failed. Inside; not trusted.

The kernel's layers refuse all this too, below Python and without words. Saying it here makes the same file meet the same exception
at every level, also where no such layer is to be had.
"""

from __future__ import annotations

import _thread
import contextlib
import errno
import os
import sys
import threading
from collections.abc import Mapping
from typing import Any

# Events of the interpreter (docs.python.org/3/library/audit_events.html) that change what lies in folders.
CHANGING = frozenset(
    f"os.{name}" for name in ("mkdir", "rename", "remove", "rmdir", "link", "symlink", "truncate", "chmod", "chown", "utime")
)
# Not every Python tells of a thread's start, so the functions themselves are replaced.
THREAD_STARTERS = ("start_new_thread", "start_new", "start_joinable_thread", "_start_new_thread", "_start_joinable_thread")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")

# What a worker tells its warm parent: a letter for each kind.
NOTICES = {b"w": "a file to be written", b"t": "a thread"}

_LIMIT_BY_ERROR = {errno.ENOSPC: "file_mb", errno.EFBIG: "file_mb", errno.EMFILE: "open_files"}

_limits: dict[str, Any] = {}


def install(limits: Mapping[str, Any], notices: int | None) -> None:
    """For this process and its children, for good. ``notices``: a descriptor that is told of every refusal."""
    _limits.update(limits)
    if not limits["file_mb"]:
        _refuse_files(notices)
    if not limits["threads"]:
        _refuse_threads(notices)


def _refuse_files(notices: int | None) -> None:
    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            if _writes(arguments):
                _tell(notices, b"w")
                raise PermissionError(
                    errno.EACCES, "this assignment lets no file be written (file_mb = 0)", str(arguments[0])[:200]
                )
        elif event in CHANGING:
            _tell(notices, b"w")
            raise PermissionError(errno.EACCES, "this assignment lets no file be changed (file_mb = 0)")

    sys.addaudithook(refuse)


def _refuse_threads(notices: int | None) -> None:
    def refuse(*_: object, **__: object) -> None:
        _tell(notices, b"t")
        raise RuntimeError("can't start new thread: this assignment allows none (threads = 0)")

    for module in (_thread, threading):
        for name in THREAD_STARTERS:
            if hasattr(module, name):
                setattr(module, name, refuse)


def limit_behind(error: BaseException) -> str:
    """The limit that an error of the system comes from, as ``open_files = 64``; empty where none does."""
    if type(error) is OSError:  # a subclass is student code, or has a number of its own
        name = _LIMIT_BY_ERROR.get(error.errno or 0)
        return f"{name} = {_limits[name]}" if name in _limits else ""
    if type(error) is RuntimeError and error.args == ("can't start new thread",) and "threads" in _limits:
        return f"threads = {_limits['threads']}"
    return ""


def read_notices(data: bytes) -> list[str]:
    return [text for letter, text in NOTICES.items() if letter in data]


def _writes(arguments: tuple[Any, ...]) -> bool:
    path, _, flags = arguments
    return type(flags) is int and bool(flags & WRITING) and path not in DEVICES


def _tell(notices: int | None, letter: bytes) -> None:
    if notices is not None:
        with contextlib.suppress(OSError):
            os.write(notices, letter)
