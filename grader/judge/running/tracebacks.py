"""Tracebacks for staff: Python's own, without the frames of pytest around a test. Pure.

pytest's styles parse the whole source file anew for every frame, which costs many times what running a case does.
"""

from __future__ import annotations

import re

_FRAME = re.compile(r'^  File "(?P<file>[^"]*)", line \d+', re.MULTILINE)
_AROUND = ("/_pytest/", "/pluggy/", "\\_pytest\\", "\\pluggy\\")


def without_pytest(text: str) -> str:
    """A traceback text without the frames of pytest and pluggy; what is no frame stays."""
    kept, dropping = [], False
    for line in text.splitlines():
        frame = _FRAME.match(line)
        if frame is not None:
            dropping = any(part in frame["file"] for part in _AROUND)
        elif not line.startswith("    "):
            dropping = False
        if not dropping:
            kept.append(line)
    return "\n".join(kept)
