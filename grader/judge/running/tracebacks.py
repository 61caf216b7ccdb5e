"""Tracebacks for staff: Python's own, without the frames of pytest around a test. Pure.

pytest's styles parse the whole source file anew for every frame, which costs many times what running a case does.
"""

from __future__ import annotations

import re

from _pytest._code import Traceback  # what an ExceptionInfo holds

_FRAME = re.compile(r'^  File "(?P<file>[^"]*)", line \d+', re.MULTILINE)
_AROUND = ("/_pytest/", "/pluggy/", "\\_pytest\\", "\\pluggy\\")


def from_the_suite(frames: Traceback) -> Traceback:
    """The frames from the first one on that is none of pytest's: a frame that is not written down costs nothing."""
    for number, frame in enumerate(frames):
        if not _is_around(frame.frame.raw.f_code.co_filename):
            return frames[number:]
    return frames


def without_pytest(text: str) -> str:
    """A traceback text without the frames of pytest and pluggy; what is no frame stays."""
    kept, dropping = [], False
    for line in text.splitlines():
        frame = _FRAME.match(line)
        if frame is not None:
            dropping = _is_around(frame["file"])
        elif not line.startswith("    "):
            dropping = False
        if not dropping:
            kept.append(line)
    return "\n".join(kept)


def _is_around(file: str) -> bool:
    return any(part in file for part in _AROUND)
