"""Where a worker was when its time was up, from the stack that it writes on a signal: its own code may write there too.

So the text is hostile: what is taken from it is the name of a file that was handed in, a line that this file has, and a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from grader.model import Frame

_STEP = re.compile(r'  File "([^"\n]{1,200})", line (\d{1,7}) in ([^\n]{1,200})')
# How the interpreter writes what is not ASCII where it may not ask for memory.
_ESCAPED = re.compile(r"\\x([0-9a-f]{2})|\\u([0-9a-f]{4})|\\U([0-9a-f]{8})")
MAX_STEPS = 100


def read_last_line(text: str, lines: Mapping[str, int]) -> Frame | None:
    """The innermost line of the student's own; None where nothing of the kind is said. ``lines``: how many each file has."""
    for file, line, function in _STEP.findall(text)[:MAX_STEPS]:
        name = _ESCAPED.sub(_unescaped, file)
        if 0 < int(line) <= lines.get(name.partition("[")[0], 0):
            called = _ESCAPED.sub(_unescaped, function)
            return Frame(file=name, line=int(line), function=called if called.isidentifier() else "", text="")
    return None


def _unescaped(match: re.Match[str]) -> str:
    code = int(next(filter(None, match.groups())), 16)
    return chr(code) if code < 0x110000 else "\ufffd"
