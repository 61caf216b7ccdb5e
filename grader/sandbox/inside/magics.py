"""What only a notebook understands (magics, shell lines, questions for help), found and left out of Python's lines. Inside.

None of these signs begins a line of Python, so strings and brackets are all that has to be known of its grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# ``%magic``, ``!shell``, ``?help``; ``help?``; and the results of the first two given a name.
ESCAPE = re.compile(r"\s*(?:%|!|\?+\s*[%\w])")
ASSIGNED = re.compile(r"\s*([\w,.\[\]]+(?: +[\w,.\[\]]+)*)\s*=\s*[%!]")
QUESTION = re.compile(r"\s*%{0,2}[\w.*\[\]]+\s*\?{1,2}\s*(?:#.*)?$")
# What these are followed by is run, and what it defines stays.
# What a shell or a notebook takes without a sign, and what begins a call without brackets: Python has no such line. Not in a
# block, and only where a text cannot be read with it: ``cat``, ``ls`` and all may be names as well.
BARE = re.compile(
    r"^(?:(?:pip3?|conda|mamba|uv|apt|apt-get|cd|ls|ll|cat|cp|mv|mkdir|rm|rmdir|pwd|alias|man|more|less|matplotlib|load_ext|reload_ext"
    r"|autoreload)[ \t]+(?![-+*/%@&|^<>]{1,3}=)(?:[^\s=(.\[:,;]|\.{1,2}(?:[/\s]|$))|[,;/][^\W\d]\w*\s+\S)",
    re.MULTILINE,
)
RUNS = re.compile(r"(\s*)%(?:time|prun)\s+(?!-)(?=\S)")
_SIGN = re.compile(r"\"\"\"|'''|\"(?:[^\"\\]|\\.)*(\"?)|'(?:[^'\\]|\\.)*('?)|[()\[\]{}]|#.*")
_NAME = re.compile(r"[^\W\d]\w*")
# Python reads no deeper brackets, so there is nothing to be gained in what comes after.
MAX_DEPTH = 250


@dataclass(slots=True)
class Cleared:
    """The text with as many lines as before. ``found``: the first word of what was left out, and its line.

    ``missing``: names that would have been given the result of something left out, with the line.
    """

    text: str
    found: list[tuple[str, int]] = field(default_factory=list)
    missing: list[tuple[str, int]] = field(default_factory=list)


def readings(text: str) -> Iterator[Cleared]:
    """The ways to read a text that Python cannot read as it is, the strictest first."""
    cleared = without_magics(text)
    yield cleared
    if BARE.search(cleared.text):
        yield without_magics(text, bare=True)


def without_magics(text: str, *, bare: bool = False) -> Cleared:
    """Everything of this kind left out; ``pass`` stands in its place, for a block may have held nothing else."""
    lines = text.split("\n")
    cleared = Cleared("")
    scan = _Scan()
    at = 0
    while at < len(lines) and not scan.is_lost:
        line = lines[at]
        if scan.between_statements and (_is_magic(line) or (bare and BARE.match(line))):
            assigned = ASSIGNED.match(line)
            cleared.found.append((line[assigned.end() - 1 if assigned else 0 :].split()[0][:40], at + 1))
            if assigned:
                cleared.missing += [(name, at + 1) for name in _NAME.findall(assigned[1])]
            if runs := RUNS.match(line):
                lines[at] = runs[1] + line[runs.end() :]
                scan.read(lines[at])
            else:
                at = _leave_out(lines, at)
        else:
            scan.read(line)
        at += 1
    cleared.text = "\n".join(lines)
    return cleared


def _is_magic(line: str) -> bool:
    return bool(ESCAPE.match(line) or ASSIGNED.match(line) or QUESTION.match(line))


def _leave_out(lines: list[str], first: int) -> int:
    """Blank the line and those that it goes on in, after a backslash; the last of them."""
    last = first
    while lines[last].rstrip("\r").endswith("\\") and last + 1 < len(lines):
        last += 1
    head = lines[first]
    lines[first : last + 1] = [head[: len(head) - len(head.lstrip())] + "pass", *[""] * (last - first)]
    return last


class _Scan:
    """Where in Python's grammar the end of a line is: inside a string, inside brackets, or after a backslash."""

    def __init__(self) -> None:
        self._quote, self._depth, self._goes_on = "", 0, False

    @property
    def between_statements(self) -> bool:
        return not (self._quote or self._depth or self._goes_on)

    @property
    def is_lost(self) -> bool:
        return self._depth > MAX_DEPTH

    def read(self, line: str) -> None:
        at, comment = 0, False
        self._goes_on = False
        while at < len(line) and not self.is_lost:
            if self._quote:
                at = self._closed(line, at)
                continue
            found = _SIGN.search(line, at)
            if found is None:
                break
            sign, at = found[0], found.end()
            if sign in ('"""', "'''"):
                self._quote = sign
            elif sign[0] in "\"'" and not (found[1] or found[2]) and line.endswith("\\"):
                self._quote = sign[0]  # a string that goes on in the next line
                return
            elif sign in "([{":
                self._depth += 1
            elif sign in ")]}":
                self._depth = max(0, self._depth - 1)
            comment = sign[0] == "#"
        if not self._quote:
            self._goes_on = line.endswith("\\") and not comment
        elif len(self._quote) == 1 and not line.endswith("\\"):
            self._quote = ""  # it was never closed: Python stumbles over it

    def _closed(self, line: str, at: int) -> int:
        """Where the string ends that the line begins in; its own end where it does not."""
        while at < len(line):
            if line[at] == "\\":
                at += 2
            elif line.startswith(self._quote, at):
                at += len(self._quote)
                self._quote = ""
                return at
            else:
                at += 1
        return at
